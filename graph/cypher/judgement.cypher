// One open judgement.
MATCH (j:Judgement {id: $id})
WHERE j.until = $open
RETURN j.left AS left, j.right AS right, j.verdict AS verdict, j.on AS on

// The open judgements.
MATCH (j:Judgement)
WHERE j.until = $open
RETURN j.left AS left, j.right AS right, j.on AS on, j.score AS score, j.verdict AS verdict

// The open judgements by people on a pair of keys.
MATCH (j:Judgement {left: $left})
WHERE j.right = $right AND j.on = '' AND j.until = $open
RETURN j.id AS id, j.verdict AS verdict

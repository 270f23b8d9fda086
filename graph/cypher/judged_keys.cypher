// All keys that an open judgement is about.
MATCH (j:Judgement)
WHERE j.until = $open
UNWIND [j.left, j.right] AS key
RETURN DISTINCT key

// The number and the date of the next decision: dates never run backwards, whatever the clocks say. Taking the number
// puts decisions that are made at once in a row; then it tells whether this one was made before.
MATCH (h:ProvHead {id: 1})
SET h.number = h.number + 1, h.at = CASE WHEN coalesce(h.at, '') > $at THEN h.at ELSE $at END
WITH h
OPTIONAL MATCH (d:ProvEntity {id: $id})
RETURN h.number AS number, h.at AS at, d IS NOT NULL AS made

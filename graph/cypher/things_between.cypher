// The things whose ids lie in a range, and which of them are present.
MATCH (t:Thing)
WHERE t.id >= $from AND t.id < $to
RETURN t.id AS id, 'Entity' IN labels(t) AS present

// The things of a rare label whose ids lie in a range.
MATCH (t{{labels}})
WHERE t.id > $after AND t.id < $to
RETURN t.id AS id

// The things whose ids lie in a range, of those that have a label now.
MATCH (t:Thing)
WHERE t.id > $after AND t.id < $to AND $label IN labels(t)
RETURN t.id AS id

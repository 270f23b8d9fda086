// All things that are present.
MATCH (t:Entity)
RETURN t.id AS id

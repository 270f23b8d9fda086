// Every thing there ever was.
MATCH (t:Thing)
RETURN t.id AS id
ORDER BY id

// The things that are present, a page of them in the order of their ids.
MATCH (t:Thing)
WHERE t.id > $after AND t:Entity
RETURN t.id AS id
ORDER BY id
LIMIT $limit

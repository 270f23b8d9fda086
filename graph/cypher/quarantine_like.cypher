// The ids of quarantined rows that begin with some characters: two at the most.
MATCH (q:Quarantined)
WHERE q.id STARTS WITH $prefix
RETURN q.id AS id
ORDER BY id
LIMIT 2

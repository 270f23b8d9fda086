// The ids of syncs that begin with some characters: two at the most.
MATCH (y:Sync)
WHERE y.id STARTS WITH $prefix
RETURN y.id AS id
ORDER BY id
LIMIT 2

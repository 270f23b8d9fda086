// The ids of syncs that begin with some characters, and began before an instant: two at the most.
MATCH (y:Sync)
WHERE y.id STARTS WITH $prefix AND ($until IS NULL OR y.started < $until)
RETURN y.id AS id
ORDER BY id
LIMIT 2

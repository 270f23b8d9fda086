// Syncs, newest first.
MATCH (y:Sync)
WHERE $source IS NULL OR y.source = $source
RETURN y {.*, quality: null} AS sync
ORDER BY y.started DESC, y.id
LIMIT $limit

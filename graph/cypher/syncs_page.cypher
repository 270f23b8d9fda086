// Syncs that began before one (or at the same instant, with ids after its), newest first.
MATCH (y:Sync)
WHERE ($source IS NULL OR y.source = $source) AND ($stream IS NULL OR y.stream = $stream)
  AND (y.started < $started OR (y.started = $started AND y.id > $id))
RETURN y {.*, quality: null} AS sync
ORDER BY y.started DESC, y.id
LIMIT $limit

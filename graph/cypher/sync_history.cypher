// The latest syncs of a stream that have ended, newest first.
MATCH (y:Sync {source: $source, stream: $stream})
WHERE y.status <> 'running'
RETURN y {.*} AS sync
ORDER BY y.started DESC, y.id
LIMIT $limit

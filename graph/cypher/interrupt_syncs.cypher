// Tell of earlier syncs of a stream that were killed that they ended.
MATCH (y:Sync {source: $source, stream: $stream})
WHERE y.status = 'running' AND y.id <> $sync
SET y.status = 'interrupted', y.ended = $ended, y.reason = 'it ended without saying so'

// Where a sync of a source is, with a sign of life; unless it has ended.
MATCH (y:SourceSync {id: $id})
WHERE y.status = 'running'
SET y.expires = $expires, y.streams = $streams, y.progress = $progress
RETURN y.id AS id

// How a sync of a source ended.
MATCH (y:SourceSync {id: $id})
SET y.status = $status, y.ended = $ended, y.reason = $reason, y.streams = $streams, y.progress = null
RETURN y.id AS id

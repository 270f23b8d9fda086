// How a sync ended.
MATCH (y:Sync {id: $id})
SET y.status = $status, y.ended = $ended, y.reason = $reason, y.quality = $quality
RETURN y.id AS id

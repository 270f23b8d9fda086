// One stream.
MATCH (s:Stream {id: $id})
RETURN s {.*} AS stream

// Whether anything of a stream is held.
MATCH (r:Record {source: $source, stream: $stream})
WHERE r.until = $open
RETURN r.key AS key
LIMIT 1

// The keys of a stream that are present, in text order.
MATCH (r:Record {source: $source, stream: $stream})
WHERE r.until = $open AND NOT r.gone AND r.key > $after
RETURN r.key AS key
ORDER BY key
LIMIT $limit

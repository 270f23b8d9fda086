// The keys of a stream that are present, in text order, each with the thing that it describes. As in stream_keys,
// computed text is compared and ordered.
MATCH (r:Record {source: $source, stream: $stream})
WHERE r.until = $open AND NOT r.gone AND r.key + '' > $after + ''
RETURN r.key + '' AS key, r.entity AS thing
ORDER BY key
LIMIT $limit

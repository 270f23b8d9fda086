// The keys of a stream that are present, in text order, in one row. Computed text is compared and ordered alike on
// every engine; an index's own order of text is another than that of `ORDER BY`, and pages would leave keys out.
MATCH (r:Record {source: $source, stream: $stream})
WHERE r.until = $open AND NOT r.gone AND r.key + '' > $after + ''
WITH r.key + '' AS key
ORDER BY key
LIMIT $limit
RETURN collect(key) AS keys

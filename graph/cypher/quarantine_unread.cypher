// The rows of a stream that are held back and whose key was still there: whether a reading of all of it met them.
MATCH (q:Quarantined {source: $source, stream: $stream})
WHERE q.until = $open AND NOT coalesce(q.gone, false) AND q.id > $after
RETURN q.id AS id, q.key AS key, q.overtaken IS NULL AND coalesce(q.reading, '') <> $reading AS unread
ORDER BY id
LIMIT $limit

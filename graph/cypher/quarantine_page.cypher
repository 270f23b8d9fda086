// The rows of a stream that are held back and were so as of a sequence, in the order of their ids.
MATCH (q:Quarantined {source: $source, stream: $stream})
WHERE q.until = $open AND q.since <= $seq AND q.id > $after
RETURN q.id AS id
ORDER BY id
LIMIT $limit

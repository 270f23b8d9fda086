// The rows of a source that could not be taken.
MATCH (q:Quarantined {source: $source})
WHERE $stream IS NULL OR q.stream = $stream
RETURN q {.*} AS row
ORDER BY q.stream, q.position, q.id

// Rows that could not be taken: those that are held back, or all there ever were.
MATCH (q:Quarantined)
WHERE ($source IS NULL OR q.source = $source) AND ($stream IS NULL OR q.stream = $stream)
  AND ($reason IS NULL OR toLower(q.reason) CONTAINS toLower($reason))
  AND ($every = true OR (q.until = $open AND q.overtaken IS NULL))
RETURN q {.*} AS row
ORDER BY q.source, q.stream, q.position, q.id
LIMIT $limit

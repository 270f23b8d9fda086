// Rows that could not be taken: those that were held back as of a sequence, or all that ever were until then.
MATCH (q:Quarantined)
WHERE ($source IS NULL OR q.source = $source) AND ($stream IS NULL OR q.stream = $stream)
  AND ($reason IS NULL OR toLower(q.reason) CONTAINS toLower($reason))
  AND q.since <= $seq AND ($every = true OR ($seq < q.until AND (q.overtaken IS NULL OR q.overtaken > $seq)))
RETURN q {.*} AS row
ORDER BY q.source, q.stream, q.position, q.id
LIMIT $limit

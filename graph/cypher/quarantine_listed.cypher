// Rows that were held back as of a sequence, or all that ever were until then, after one of them, oldest first.
MATCH (q:Quarantined)
WHERE ($source IS NULL OR q.source = $source) AND ($stream IS NULL OR q.stream = $stream)
  AND ($reason IS NULL OR toLower(q.reason) CONTAINS toLower($reason))
  AND q.since <= $seq AND ($every = true OR ($seq < q.until AND (q.overtaken IS NULL OR q.overtaken > $seq)))
  AND (q.since > $since OR (q.since = $since AND q.id > $after))
RETURN q {.*, payload: null} AS row
ORDER BY q.since, q.id
LIMIT $limit

// What the current records of a source, or of all, wait for, and why; the most awaited first.
MATCH (s:Stream)
WHERE ($source IS NULL OR s.source = $source) AND ($stream IS NULL OR s.stream = $stream)
CALL (s) {
  MATCH (r:Record {source: s.source, stream: s.stream})-[w:AWAITS]->(a:Awaited)
  WHERE w.until = $open
  RETURN w.field AS field, coalesce(w.why, '') AS why, a.key AS target, count(*) AS records
}
RETURN s.source AS source, s.stream AS stream, field, why, target, records
ORDER BY records DESC, source, stream, field, target
LIMIT $limit

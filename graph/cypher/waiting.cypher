// What the records of a source, or of all, waited for as of a sequence, and why; the most awaited first.
MATCH (s:Stream)
WHERE ($source IS NULL OR s.source = $source) AND ($stream IS NULL OR s.stream = $stream)
WITH s.source AS source, s.stream AS stream
MATCH (r:Record {source: source, stream: stream})
WITH source, stream, r
MATCH (r)-[w:AWAITS]->(a:Awaited)
WHERE w.since <= $seq AND $seq < w.until
RETURN source, stream, w.field AS field, coalesce(w.why, '') AS why, a.key AS target, count(*) AS records
ORDER BY records DESC, source, stream, field, target, why
SKIP $skip
LIMIT $limit

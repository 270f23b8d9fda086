// How every stream stood as of a sequence, with the newest of its syncs that had begun before an instant.
MATCH (s:Stream)
CALL (s) {
  OPTIONAL MATCH (r:Record {source: s.source, stream: s.stream})
  WHERE r.since <= $seq AND $seq < r.until AND NOT r.gone
  RETURN count(r) AS records
}
CALL (s) {
  OPTIONAL MATCH (r:Record {source: s.source, stream: s.stream})-[w:AWAITS]->(:Awaited)
  WHERE w.since <= $seq AND $seq < w.until
  RETURN count(w) AS awaiting
}
CALL (s) {
  OPTIONAL MATCH (q:Quarantined {source: s.source, stream: s.stream})
  WHERE q.since <= $seq AND $seq < q.until AND (q.overtaken IS NULL OR q.overtaken > $seq)
  RETURN count(q) AS quarantined
}
CALL (s) {
  OPTIONAL MATCH (y:Sync {source: s.source, stream: s.stream})
  WHERE $until IS NULL OR y.started < $until
  RETURN max(y.started) AS started
}
OPTIONAL MATCH (y:Sync {source: s.source, stream: s.stream, started: started})
OPTIONAL MATCH (present:Sync {id: s.sync})
WHERE $until IS NULL OR present.started < $until
WITH s, records, awaiting, quarantined, coalesce(present, y) AS y
WHERE y IS NOT NULL OR records > 0 OR quarantined > 0
RETURN s.source AS source, s.stream AS stream, records, awaiting, quarantined, CASE WHEN y IS NOT NULL THEN y {.*, quality: null} END AS sync
ORDER BY source, stream

// How every stream stands.
MATCH (s:Stream)
CALL (s) {
  OPTIONAL MATCH (r:Record {source: s.source, stream: s.stream})
  WHERE r.until = $open AND NOT r.gone
  RETURN count(r) AS records
}
CALL (s) {
  OPTIONAL MATCH (r:Record {source: s.source, stream: s.stream})-[w:AWAITS]->(:Awaited)
  WHERE w.until = $open
  RETURN count(w) AS awaiting
}
CALL (s) {
  OPTIONAL MATCH (q:Quarantined {source: s.source, stream: s.stream})
  WHERE q.until = $open AND q.overtaken IS NULL
  RETURN count(q) AS quarantined
}
OPTIONAL MATCH (y:Sync {id: s.sync})
RETURN s.source AS source, s.stream AS stream, records, awaiting, quarantined, CASE WHEN y IS NOT NULL THEN y {.*, quality: null} END AS sync
ORDER BY source, stream

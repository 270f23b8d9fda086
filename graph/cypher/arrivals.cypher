// How some keys stand, and when what stands arrived: a replayed row arrived when it was held back.
UNWIND $keys AS key
MATCH (r:Record {key: key, until: $open})
CALL (r, key) {
  OPTIONAL MATCH (q:Quarantined {key: key})
  WHERE q.record = r.id
  RETURN max(coalesce(q.arrived, q.since)) AS replayed, count(CASE WHEN q.made THEN 1 END) AS made
}
RETURN r.key AS key, r.id AS id, r.version AS version, r.gone AS gone, r.since AS since, replayed, made

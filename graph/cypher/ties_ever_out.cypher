// All relations that ever led from a thing, as far as they were known as of a sequence: plain ones first, then former.
MATCH (t:Thing {id: $id})
WHERE t.wide_since IS NULL OR t.wide_since > $seq
CALL (t) {
  MATCH (t)-[x]->(o:Thing)
  WHERE type(x) <> 'FORMERLY' AND x.since <= $seq
  RETURN collect([x.rid, x.since, $open, x.keys, o.id, type(x)]) AS plain
}
CALL (t) {
  MATCH (t)-[x:FORMERLY]->(o:Thing)
  WHERE x.since <= $seq
  RETURN collect([x.rid, x.since, x.until, x.keys, o.id, x.relation]) AS former
}
RETURN t.id AS id, plain, former

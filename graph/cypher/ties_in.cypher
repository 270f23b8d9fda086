// All relations leading to some things as of a sequence, whatever their type: plain ones first, then former ones.
UNWIND $ids AS id
MATCH (t:Thing {id: id})
WHERE t.wide_since IS NULL OR t.wide_since > $seq
CALL (t) {
  MATCH (t)<-[x]-(o:Thing)
  WHERE type(x) <> 'FORMERLY' AND x.since <= $seq
  RETURN collect([x.rid, x.since, $open, x.keys, o.id, type(x)]) AS plain
}
CALL (t) {
  MATCH (t)<-[x:FORMERLY]-(o:Thing)
  WHERE x.since <= $seq AND $seq < x.until
  RETURN collect([x.rid, x.since, x.until, x.keys, o.id, x.relation]) AS former
}
RETURN id, plain, former

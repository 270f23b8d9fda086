// A page of the relations of one type leading to a thing as of a sequence: plain ones first, then former ones.
MATCH (t:Thing {id: $id})
WHERE t.wide_since IS NULL OR t.wide_since > $seq
CALL (t) {
  MATCH (t)<-[x:{{relation}}]-(o:Thing)
  WHERE x.since <= $seq AND x.rid > $after
  WITH x, o ORDER BY x.rid LIMIT $limit
  RETURN collect([x.rid, x.since, $open, x.keys, o.id]) AS plain
}
CALL (t) {
  MATCH (t)<-[x:FORMERLY]-(o:Thing)
  WHERE x.relation = $relation AND x.since <= $seq AND $seq < x.until AND x.rid > $after
  WITH x, o ORDER BY x.rid LIMIT $limit
  RETURN collect([x.rid, x.since, x.until, x.keys, o.id]) AS former
}
RETURN t.id AS id, plain, former

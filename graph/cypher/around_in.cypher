// All relations that lead to some things now, with the things they come from and their labels; hubs are left out.
UNWIND $ids AS id
MATCH (t:Thing {id: id})
WHERE t.wide_since IS NULL
CALL (t) {
  MATCH (t)<-[x]-(o:Thing)
  WHERE type(x) <> 'FORMERLY' AND x.since <= $seq
  RETURN collect([type(x), x.keys, o.id, labels(o)]) AS links
}
RETURN id, links

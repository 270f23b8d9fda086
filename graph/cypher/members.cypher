// Things with the open record versions that describe them, in one row.
UNWIND $ids AS id
MATCH (t:Thing {id: id})
CALL (t) {
  OPTIONAL MATCH (t)<-[d:DESCRIBES]-(r:Record)
  WHERE d.until = $open
  RETURN collect(r {.*, payload: null}) AS records
}
RETURN collect({id: t.id, labels: labels(t), records: records}) AS found

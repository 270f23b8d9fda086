// Things with the open record versions that describe them.
UNWIND $ids AS id
MATCH (t:Thing {id: id})
CALL (t) {
  OPTIONAL MATCH (t)<-[d:DESCRIBES]-(r:Record)
  WHERE d.until = $open
  RETURN collect(r {.*, payload: null}) AS records
}
RETURN t.id AS id, labels(t) AS labels, records

// What things show, and the open versions that describe them.
UNWIND $ids AS id
MATCH (t:Thing {id: id})
CALL (t) {
  OPTIONAL MATCH (t)<-[d:DESCRIBES]-(r:Record)
  WHERE d.until = $open
  RETURN collect(r {.*, payload: null}) AS records
}
RETURN id, labels(t) AS labels, properties(t) AS fields, records

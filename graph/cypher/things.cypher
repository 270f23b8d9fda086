// Things with the record versions that described them and were current as of a sequence.
UNWIND $ids AS id
MATCH (t:Thing {id: id})
CALL (t) {
  MATCH (t)<-[d:DESCRIBES]-(r:Record)
  WHERE d.since <= $seq AND $seq < d.until AND r.since <= $seq AND $seq < r.until AND NOT r.gone
  RETURN collect(r {.*, payload: null}) AS records
}
RETURN id, records

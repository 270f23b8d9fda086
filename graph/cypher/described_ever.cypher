// Every record version that ever described a thing, as far as was known as of a sequence, and in which span it did.
MATCH (t:Thing {id: $id})
CALL (t) {
  MATCH (t)<-[d:DESCRIBES]-(r:Record)
  WHERE d.since <= $seq AND r.since <= $seq
  RETURN collect([d.since, d.until, r {.*, payload: null}]) AS rows
}
RETURN rows

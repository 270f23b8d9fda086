// The row that a record version was read as.
MATCH (r:Record {id: $id})
WHERE r.since <= $seq
RETURN r.payload AS payload

// Record versions by their ids, as far as they were known as of a sequence.
UNWIND $ids AS id
MATCH (r:Record {id: id})
WHERE r.since <= $seq
RETURN r {.*, payload: null} AS record

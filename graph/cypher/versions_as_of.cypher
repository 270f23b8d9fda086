// The versions of some keys that held as of a sequence.
UNWIND $keys AS key
MATCH (r:Record {key: key})
WHERE r.since <= $seq AND $seq < r.until
RETURN r {.*, payload: null} AS record

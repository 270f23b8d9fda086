// The versions of some keys that were learnt after a sequence and up to another.
UNWIND $keys AS key
MATCH (r:Record {key: key})
WHERE $since < r.since AND r.since <= $seq AND r.since < r.until
RETURN r {.*, payload: null} AS record
ORDER BY r.since

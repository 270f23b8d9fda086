// The record versions of some keys that were known as of a sequence.
UNWIND $keys AS key
MATCH (r:Record {key: key})
WHERE r.since <= $seq
RETURN r.id AS id, r.key AS key

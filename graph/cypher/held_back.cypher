// The rows of some keys that could not be taken, as of a sequence.
UNWIND $keys AS key
MATCH (q:Quarantined {key: key})
WHERE q.since <= $seq
RETURN q.key AS key, q.id AS id, q.source AS source, q.reason AS reason, q.since AS since
ORDER BY since, id

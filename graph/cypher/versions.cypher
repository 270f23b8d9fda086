// Every version of a key that was known as of a sequence.
MATCH (r:Record {key: $key})
WHERE r.since <= $seq
RETURN r {.*} AS record
ORDER BY r.since

// A page of the versions of a key that were known as of a sequence, oldest first; those of one sequence by their ids.
MATCH (r:Record {key: $key})
WHERE r.since <= $seq AND (r.since > $since OR r.since = $since AND r.id > $after)
RETURN r {.*, payload: null} AS record
ORDER BY r.since, r.id
LIMIT $limit

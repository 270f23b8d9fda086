// The rows of some keys that could not be taken, as of a sequence, and what became of those that were replayed by then.
UNWIND $keys AS key
MATCH (q:Quarantined {key: key})
WHERE q.since <= $seq
RETURN q.key AS key, q.id AS id, q.source AS source, q.reason AS reason, coalesce(q.arrived, q.since) AS arrived,
       (q.until > $seq AND coalesce(q.overtaken, $seq + 1) > $seq) AS held, q.since AS since,
       CASE WHEN q.until <= $seq AND q.made THEN q.record END AS record
ORDER BY since, id

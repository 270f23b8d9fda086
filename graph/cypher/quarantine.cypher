// Keep rows that could not be taken, whole and with the reason; once each. Answers how many were not kept before.
UNWIND $rows AS row
MERGE (q:Quarantined {id: row[0]})
ON CREATE SET q.source = row[1], q.stream = row[2], q.position = row[3], q.payload = row[4], q.reason = row[5],
              q.key = row[6], q.sync = $sync, q.at = $at, q.since = $seq
RETURN count(CASE WHEN q.since = $seq THEN 1 END) AS kept

// Keep rows that could not be taken, whole and with the reason; once each. Answers how many were not kept before, and how many were dropped.
UNWIND $rows AS row
MERGE (q:Quarantined {id: row[0]})
ON CREATE SET q.source = row[1], q.stream = row[2], q.position = row[3], q.payload = row[4], q.reason = row[5],
              q.key = row[6], q.kind = row[7], q.sync = row[8], q.arrived = row[9], q.at = $at, q.since = $seq,
              q.until = $open
SET q.reading = $reading
RETURN count(CASE WHEN q.since = $seq THEN 1 END) AS kept, count(CASE WHEN q.outcome = 'dropped' THEN 1 END) AS dropped

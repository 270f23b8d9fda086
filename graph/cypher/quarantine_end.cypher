// Let rows leave quarantine: how, by whom, and what became of them.
UNWIND $rows AS row
MATCH (q:Quarantined {id: row[0]})
SET q.until = $seq, q.outcome = row[1], q.record = row[2], q.made = row[3], q.successor = row[4], q.by = $by,
    q.because = $because, q.ended = $at
RETURN count(q) AS ended

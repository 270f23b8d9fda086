// Rows that are held back and no longer what their source says: rows [id, whether it has their key no more].
UNWIND $rows AS row
MATCH (q:Quarantined {id: row[0]})
SET q.overtaken = coalesce(q.overtaken, $seq), q.gone = row[1]
RETURN count(q) AS overtaken

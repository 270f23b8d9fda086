// Close waits of current records whose target has come.
UNWIND $rows AS row
MATCH (r:Record {key: row[0], until: $open})
WITH r, row
MATCH (r)-[w:AWAITS {field: row[1]}]->(a:Awaited {key: row[2]})
WHERE w.until = $open
SET w.until = $seq

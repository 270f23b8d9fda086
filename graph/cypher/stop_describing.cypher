// Let open versions no longer describe the thing they described.
UNWIND $rows AS row
MATCH (r:Record {key: row[0], until: $open})
WITH r
MATCH (r)-[d:DESCRIBES]->(:Thing)
WHERE d.until = $open
SET d.until = $seq

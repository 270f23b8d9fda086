// Close the open versions of keys, with what they describe and await.
UNWIND $rows AS row
MATCH (r:Record {key: row[0], until: $open})
SET r.until = $seq
WITH r
MATCH (r)-[x:DESCRIBES|AWAITS]->()
WHERE x.until = $open
SET x.until = $seq

// Let open versions describe another thing: rows [key, thing].
UNWIND $rows AS row
MATCH (r:Record {key: row[0], until: $open})
SET r.entity = row[1]
WITH r, row
MATCH (t:Thing {id: row[1]})
CREATE (r)-[:DESCRIBES {since: $seq, until: $open}]->(t)

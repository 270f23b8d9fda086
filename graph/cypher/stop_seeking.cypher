// Let current records be found no more by identifiers.
UNWIND $rows AS row
MATCH (r:Record {key: row[0], until: $open})
WITH r, row
MATCH (r)-[x:SEEKS]->(s:Sought {key: row[1]})
DELETE x

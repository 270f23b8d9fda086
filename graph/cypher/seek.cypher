// Let current records be found by the identifiers that they refer to.
UNWIND $rows AS row
MATCH (r:Record {key: row[0], until: $open})
MATCH (s:Sought {key: row[1]})
CREATE (r)-[:SEEKS]->(s)

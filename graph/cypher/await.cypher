// Let current records await their targets.
UNWIND $rows AS row
MATCH (r:Record {key: row[0], until: $open})
MATCH (a:Awaited {key: row[2]})
CREATE (r)-[:AWAITS {field: row[1], since: $seq, until: $open}]->(a)

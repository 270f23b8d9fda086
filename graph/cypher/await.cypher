// Let current records await their targets; of an identifier it is told why it leads nowhere.
UNWIND $rows AS row
MATCH (r:Record {key: row[0], until: $open})
MATCH (a:Awaited {key: row[2]})
CREATE (r)-[:AWAITS {field: row[1], why: row[3], since: $seq, until: $open}]->(a)

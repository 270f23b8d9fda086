// Relations of one type that end with this change: they become the past.
UNWIND $rows AS row
MATCH (a:Thing {id: row[0]})
MATCH (b:Thing {id: row[1]})
CALL (a, b) {
  MATCH (a)-[x:{{relation}}]->(b)
  RETURN x
}
CREATE (a)-[:FORMERLY {relation: $relation, rid: x.rid, since: x.since, until: $seq, keys: x.keys}]->(b)
DELETE x

// Relations of one type that hold from this change on.
UNWIND $rows AS row
MATCH (a:Thing {id: row[0]})
MATCH (b:Thing {id: row[1]})
CREATE (a)-[:{{relation}} {rid: row[2], since: $seq, keys: row[3]}]->(b)

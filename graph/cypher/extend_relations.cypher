// Further supporters of relations of one type that hold already.
UNWIND $rows AS row
MATCH (a:Thing {id: row[0]})
MATCH (b:Thing {id: row[1]})
CALL (a, b, row) {
  MATCH (a)-[x:{{relation}}]->(b)
  SET x.keys = x.keys + row[2]
}

// The supporters of those relations of one type that hold, for rows [from, to, what to answer with].
UNWIND $rows AS row
MATCH (a:Thing {id: row[0]})
MATCH (b:Thing {id: row[1]})
CALL (a, b) {
  MATCH (a)-[x:{{relation}}]->(b)
  RETURN x.keys AS keys
}
RETURN row[2] AS edge, keys

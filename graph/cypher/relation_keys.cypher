// The supporters of those relations of one type that hold, for rows [from, to]; in one row.
UNWIND $rows AS row
MATCH (a:Thing {id: row[0]})
MATCH (b:Thing {id: row[1]})
CALL (a, b) {
  MATCH (a)-[x:{{relation}}]->(b)
  RETURN x.keys AS keys
}
RETURN collect([row[0], row[1], keys]) AS found

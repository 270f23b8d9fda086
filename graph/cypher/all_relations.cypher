// The relations of one type that hold.
MATCH (a:Thing)-[x:{{relation}}]->(b:Thing)
RETURN a.id AS start, b.id AS end, x.rid AS rid, x.keys AS keys

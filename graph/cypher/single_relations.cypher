// Let each of some relations of one type hold once: the oldest of doubles stays.
UNWIND $rows AS row
MATCH (a:Thing {id: row[0]})
MATCH (b:Thing {id: row[1]})
CALL (a, b) {
  MATCH (a)-[x:{{relation}}]->(b)
  WITH x ORDER BY x.since
  RETURN collect(x) AS doubles
}
FOREACH (x IN doubles[0..1] | SET x.rid = row[2])
FOREACH (x IN doubles[1..] | DELETE x)

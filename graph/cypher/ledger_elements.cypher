// Some nodes of provenance as they are, with the relations that lead from them.
UNWIND $ids AS id
CALL (id) {
  MATCH (n:ProvEntity {id: id}) RETURN n
  UNION ALL
  MATCH (n:ProvActivity {id: id}) RETURN n
  UNION ALL
  MATCH (n:ProvAgent {id: id}) RETURN n
}
OPTIONAL MATCH (n)-[x]->(m)
WITH id, n, collect(CASE WHEN x IS NOT NULL THEN [type(x), properties(x), m.id, m:Record] END) AS relations
RETURN id, labels(n) AS labels, properties(n) AS node, relations

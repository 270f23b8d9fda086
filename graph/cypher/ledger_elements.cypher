// Some nodes of provenance as they are, with the relations that lead from them.
UNWIND $ids AS id
CALL (id) {
  MATCH (n:ProvEntity {id: id}) RETURN n
  UNION ALL
  MATCH (n:ProvActivity {id: id}) RETURN n
  UNION ALL
  MATCH (n:ProvAgent {id: id}) RETURN n
}
RETURN id, labels(n) AS labels, n {.*} AS node,
       [(n)-[x]->(m) | [type(x), properties(x), m.id, 'Record' IN labels(m)]] AS relations

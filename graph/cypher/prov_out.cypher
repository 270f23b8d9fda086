// What some entities and activities of provenance lead to: each relation with its far end; records without their payload.
UNWIND $ids AS id
CALL (id) {
  MATCH (n:ProvEntity {id: id})-[x]->(m)
  RETURN type(x) AS type, properties(x) AS relation, labels(m) AS labels, m {.*, payload: null} AS node
  UNION ALL
  MATCH (n:ProvActivity {id: id})-[x]->(m)
  RETURN type(x) AS type, properties(x) AS relation, labels(m) AS labels, m {.*, payload: null} AS node
}
RETURN id, type, relation, labels, node

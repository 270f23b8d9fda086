// The ids of the relations that lead from some nodes of provenance.
UNWIND $ids AS id
CALL (id) {
  MATCH (n:ProvEntity {id: id})-[x]->() RETURN x.id AS relation
  UNION ALL
  MATCH (n:ProvActivity {id: id})-[x]->() RETURN x.id AS relation
  UNION ALL
  MATCH (n:ProvAgent {id: id})-[x]->() RETURN x.id AS relation
}
RETURN id, collect(relation) AS relations

// Which nodes of some provenance are there already.
CALL () {
  UNWIND $entities AS id
  MATCH (n:ProvEntity {id: id})
  RETURN collect(n.id) AS entities
}
CALL () {
  UNWIND $activities AS id
  MATCH (n:ProvActivity {id: id})
  RETURN collect(n.id) AS activities
}
CALL () {
  UNWIND $agents AS id
  MATCH (n:ProvAgent {id: id})
  RETURN collect(n.id) AS agents
}
RETURN entities, activities, agents

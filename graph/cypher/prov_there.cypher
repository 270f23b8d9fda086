// Which nodes of some provenance, and which of some record versions, are there already.
CALL () {
  UNWIND $ids AS id
  MATCH (n:ProvEntity {id: id})
  RETURN collect(n.id) AS entities
}
CALL () {
  UNWIND $ids AS id
  MATCH (n:ProvActivity {id: id})
  RETURN collect(n.id) AS activities
}
CALL () {
  UNWIND $ids AS id
  MATCH (n:ProvAgent {id: id})
  RETURN collect(n.id) AS agents
}
CALL () {
  UNWIND $records AS id
  MATCH (r:Record {id: id})
  RETURN collect(r.id) AS records
}
RETURN entities, activities, agents, records

// A decision, and those that revise it.
MATCH (d:ProvEntity {id: $id})
WHERE d:Decision
CALL (d) {
  OPTIONAL MATCH (n:Decision)-[x:WAS_REVISION_OF]->(d)
  RETURN collect(CASE WHEN n IS NOT NULL THEN {node: n {.*}, relation: properties(x)} END) AS later
}
RETURN d {.*} AS node, later

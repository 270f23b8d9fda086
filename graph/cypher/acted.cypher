// What was done about a decision: the intent to act, the calls that were made, and the effects that are known, in order.
MATCH (d:ProvEntity {id: $id})
CALL (d) {
  OPTIONAL MATCH (d)<-[:USED]-(a:Action)
  RETURN a {.*} AS intent LIMIT 1
}
CALL (d) {
  OPTIONAL MATCH (d)<-[:USED]-(c:ToolCall)
  WITH c ORDER BY c.rank
  RETURN collect(c {.*}) AS calls
}
CALL (d) {
  OPTIONAL MATCH (d)<-[:WAS_DERIVED_FROM]-(e:Effect)
  OPTIONAL MATCH (e)-[:WAS_GENERATED_BY]->(c:ToolCall)
  WITH e, c ORDER BY e.rank
  RETURN collect(e {.*, call: c.id}) AS effects
}
RETURN intent, calls, effects

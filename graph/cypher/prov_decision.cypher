// The decision of a URN, with how it was judged, and what was done about it before an instant.
MATCH (d:ProvEntity {id: $id})
WHERE d:Decision
WITH d
CALL (d) {
  OPTIONAL MATCH (d)<-[:USED]-(e:PolicyEvaluation)<-[:WAS_GENERATED_BY]-(v:Verdict)
  RETURN e {.*} AS evaluation, v {.*} AS verdict LIMIT 1
}
CALL (d) {
  OPTIONAL MATCH (d)<-[:USED]-(a:Action)
  WHERE $until IS NULL OR a.started < $until
  RETURN collect(a {.*}) AS actions
}
CALL (d) {
  OPTIONAL MATCH (d)<-[:USED]-(c:ToolCall)
  WHERE $until IS NULL OR c.started < $until
  WITH c ORDER BY c.rank
  RETURN collect(c {.*}) AS calls
}
CALL (d) {
  OPTIONAL MATCH (d)<-[:WAS_DERIVED_FROM]-(e:Effect)
  WHERE $until IS NULL OR e.ended < $until
  WITH e ORDER BY e.rank
  RETURN collect(e {.*}) AS effects
}
RETURN d {.*} AS node, evaluation, verdict, actions, calls, effects

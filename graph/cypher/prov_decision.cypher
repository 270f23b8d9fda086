// The decision of a URN, with how it was judged.
MATCH (d:ProvEntity {id: $id})
WHERE d:Decision
WITH d
CALL (d) {
  OPTIONAL MATCH (d)<-[:USED]-(e:PolicyEvaluation)<-[:WAS_GENERATED_BY]-(v:Verdict)
  RETURN e {.*} AS evaluation, v {.*} AS verdict LIMIT 1
}
RETURN d {.*} AS node, evaluation, verdict

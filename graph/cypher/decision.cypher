// A decision with everything that provenance relates it to; revised as far as was decided before an instant.
MATCH (d:ProvEntity {id: $id})
WHERE d:Decision
WITH d
MATCH (d)-[:WAS_GENERATED_BY]->(m:DecisionMaking)
CALL (d) {
  OPTIONAL MATCH (d)-[:ANSWERS]->(q:Question)
  RETURN q {.*} AS question LIMIT 1
}
CALL (m) {
  OPTIONAL MATCH (m)-[x:CONSIDERED]->(o:Option)
  WITH x, o ORDER BY x.rank
  RETURN collect(CASE WHEN o IS NOT NULL THEN {id: o.id, name: o.name, chosen: x.chosen, reason: x.reason} END) AS options
}
CALL (m) {
  OPTIONAL MATCH (m)-[x:USED]->(r:Record)
  WITH x, r ORDER BY x.rank
  RETURN collect(CASE WHEN r IS NOT NULL THEN {record: r.id, rank: x.rank, role: x.role, fields: x.fields} END) AS evidence
}
CALL (m) {
  OPTIONAL MATCH (m)-[x:WAS_ASSOCIATED_WITH]->(p:Principal)
  WITH x, p ORDER BY x.role
  RETURN collect(CASE WHEN p IS NOT NULL THEN {id: p.id, name: p.name, kind: p.kind, role: x.role, plan: x.plan} END)
    AS principals
}
CALL (m) {
  OPTIONAL MATCH (m)-[:USED]->(c:Context)
  RETURN c {.*} AS context LIMIT 1
}
CALL (d) {
  OPTIONAL MATCH (d)-[:WAS_REVISION_OF]->(o:Decision)
  RETURN o.id AS revises LIMIT 1
}
CALL (d) {
  OPTIONAL MATCH (d)<-[:WAS_REVISION_OF]-(n:Decision)
  WHERE $until IS NULL OR n.at < $until
  RETURN n.id AS revised_by LIMIT 1
}
CALL (d) {
  OPTIONAL MATCH (d)<-[:USED]-(p:PolicyEvaluation)<-[:WAS_GENERATED_BY]-(v:Verdict)
  RETURN v {.*} AS verdict, p {.*} AS evaluation LIMIT 1
}
CALL (d) {
  OPTIONAL MATCH (d)<-[:WAS_DERIVED_FROM]-(e:Effect)
  WHERE $until IS NULL OR e.ended < $until
  WITH e ORDER BY e.rank DESC
  RETURN collect(e.status)[0] AS effect
}
CALL (d) {
  OPTIONAL MATCH (d)<-[:USED]-(a:Action)
  WHERE $until IS NULL OR a.started < $until
  RETURN CASE WHEN count(a) > 0 THEN 'sealed' END AS intent
}
RETURN d {.*} AS decision, m {.*} AS making, question, options, evidence, principals, context, revises, revised_by,
       verdict, evaluation, coalesce(effect, intent) AS act

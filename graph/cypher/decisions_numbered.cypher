// The decisions of some numbers, with what their contexts showed; newest first, and revised as far as was decided
// before an instant.
UNWIND $numbers AS number
MATCH (d:Decision {number: number})
WITH d
MATCH (d)-[:WAS_GENERATED_BY]->(:DecisionMaking)-[:USED]->(c:Context)
CALL (d) {
  OPTIONAL MATCH (d)<-[:WAS_REVISION_OF]-(n:Decision)
  WHERE $until IS NULL OR n.at < $until
  RETURN n.id AS revised_by LIMIT 1
}
CALL (d) {
  OPTIONAL MATCH (d)<-[:USED]-(:PolicyEvaluation)<-[:WAS_GENERATED_BY]-(v:Verdict)
  RETURN v.outcome AS judged LIMIT 1
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
RETURN d.id AS id, d.number AS number, d.at AS at, d.choice AS choice, d.action AS action, d.subject AS subject,
       d.cites AS cites, d.agent AS agent, revised_by, coalesce(effect, intent, judged) AS outcome, c.seq AS seq, c.shown AS statements, c.things AS things
ORDER BY number DESC

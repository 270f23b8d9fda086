// The decisions whose context showed some record versions, or anything of some things, in one field or any; newest
// first, numbered below one of them where older ones are wanted, and as it was before an instant, where one is named.
CALL () {
  UNWIND $records AS id
  MATCH (s:ProvShown {record: id})
  RETURN s
  UNION
  UNWIND $things AS id
  MATCH (s:ProvShown {thing: id})
  RETURN s
}
WITH s WHERE $field IS NULL OR $field IN s.fields
WITH s.context AS context, collect({record: s.record, thing: s.thing, fields: s.fields}) AS shown
MATCH (c:ProvEntity {id: context})
WITH c, shown
MATCH (c)<-[:USED]-(:DecisionMaking)<-[:WAS_GENERATED_BY]-(d:Decision)
WHERE ($before IS NULL OR d.number < $before) AND ($until IS NULL OR d.at < $until)
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
       d.cites AS cites, d.agent AS agent, revised_by, coalesce(effect, intent, judged) AS outcome, c.seq AS seq, shown
ORDER BY number DESC
LIMIT $limit

// Decisions of a range of numbers that answer what is asked for, newest first; revised as far as numbers were given.
MATCH (d:Decision)
WHERE d.number > $low AND d.number <= $high
  AND ($agent IS NULL OR d.agent = $agent) AND ($behalf IS NULL OR d.on_behalf_of = $behalf)
  AND ($action IS NULL OR d.action = $action) AND ($case IS NULL OR d.case = $case)
CALL (d) {
  OPTIONAL MATCH (d)<-[:WAS_REVISION_OF]-(n:Decision)
  WHERE n.number <= $newest
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
WITH d, revised_by, coalesce(effect, intent, judged) AS outcome
WHERE ($revised IS NULL OR $revised = (revised_by IS NOT NULL))
  AND ($outcome IS NULL OR $outcome = coalesce(outcome, ''))
RETURN d {.id, .number, .at, .choice, .because, .confidence, .action, .subject, .label, .agent, .on_behalf_of, .case}
         AS decision, revised_by, outcome
ORDER BY d.number DESC
LIMIT $limit

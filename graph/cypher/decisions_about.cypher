// Decisions about some things, of a range of numbers, that answer what is asked for, newest first.
UNWIND $things AS id
MATCH (d:Decision {subject: id})
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
  RETURN v.outcome AS outcome LIMIT 1
}
WITH d, revised_by, outcome
WHERE ($revised IS NULL OR $revised = (revised_by IS NOT NULL))
  AND ($outcome IS NULL OR $outcome = coalesce(outcome, ''))
RETURN d {.id, .number, .at, .choice, .because, .confidence, .action, .subject, .label, .agent, .on_behalf_of, .case}
         AS decision, revised_by, outcome
ORDER BY d.number DESC
LIMIT $limit

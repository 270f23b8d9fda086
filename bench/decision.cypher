// The provenance of a decision in one statement, by somebody who knows its shape.
MATCH (h:ProvHead {id: 1})
SET h.number = h.number + 1, h.at = CASE WHEN coalesce(h.at, '') > $at THEN h.at ELSE $at END,
    h.leaves = coalesce(h.leaves, 0) + 1, h.peaks = $peaks
WITH h.number AS number, h.at AS at, h.leaves AS leaves
MATCH (agent:ProvAgent {id: $agent})
WITH number, at, leaves, agent
MATCH (behalf:ProvAgent {id: $behalf})
WITH number, at, leaves, agent, behalf
MATCH (policies:ProvEntity {id: $policies})
WITH number, at, leaves, agent, behalf, policies
CREATE (d:Decision:ProvEntity)
SET d = $decision, d.number = number, d.at = at
CREATE (q:Question:ProvEntity)
SET q = $question
CREATE (m:DecisionMaking:ProvActivity)
SET m = $decisionmaking, m.number = number, m.ended = at
CREATE (c:Context:ProvEntity)
SET c = $context
CREATE (r:Retrieval:ProvActivity)
SET r = $retrieval
CREATE (d)-[x0:WAS_GENERATED_BY]->(m)
SET x0 = $relations[0]
CREATE (d)-[x1:WAS_DERIVED_FROM]->(c)
SET x1 = $relations[1]
CREATE (d)-[x2:ANSWERS]->(q)
SET x2 = $relations[2]
CREATE (m)-[x3:USED]->(q)
SET x3 = $relations[3]
CREATE (m)-[x4:USED]->(c)
SET x4 = $relations[4]
CREATE (c)-[x5:WAS_GENERATED_BY]->(r)
SET x5 = $relations[5]
CREATE (m)-[x6:WAS_INFORMED_BY]->(r)
SET x6 = $relations[6]
CREATE (m)-[x7:WAS_ASSOCIATED_WITH]->(agent)
SET x7 = $relations[7]
CREATE (m)-[x8:WAS_ASSOCIATED_WITH]->(behalf)
SET x8 = $relations[8]
CREATE (r)-[x9:WAS_ASSOCIATED_WITH]->(agent)
SET x9 = $relations[9]
CREATE (e:PolicyEvaluation:ProvActivity)
SET e = $policyevaluation, e.ended = at
CREATE (v:Verdict:ProvEntity)
SET v = $verdict
CREATE (e)-[y0:USED]->(d)
SET y0 = $judging[0]
CREATE (e)-[y1:USED]->(c)
SET y1 = $judging[1]
CREATE (v)-[y2:WAS_GENERATED_BY]->(e)
SET y2 = $judging[2]
CREATE (v)-[y3:WAS_DERIVED_FROM]->(d)
SET y3 = $judging[3]
CREATE (e)-[y4:USED]->(policies)
SET y4 = $judging[4]
CREATE (v)-[y5:DETERMINED_BY]->(policies)
SET y5 = $judging[5]
CREATE (l:LedgerEntry)
SET l = $entry, l.n = leaves - 1
WITH m
CALL (m) {
  UNWIND $options AS row
  CREATE (m)-[x:CONSIDERED]->(o:Option:ProvEntity)
  SET x = row.relation, o = row.node
  RETURN count(*) AS considered
}
CALL (m) {
  UNWIND $evidence AS row
  MATCH (s:Record {id: row.record})
  CREATE (m)-[x:USED]->(s)
  SET x = row.relation
  RETURN count(*) AS used
}
CALL () {
  UNWIND $shown AS row
  CREATE (:ProvShown {context: $context.id, record: row[0], thing: row[1], fields: row[2]})
  RETURN count(*) AS showed
}
RETURN considered, used, showed

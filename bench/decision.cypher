// The provenance of a decision in one statement, by somebody who knows its shape.
MATCH (h:ProvHead {id: 1})
SET h.number = h.number + 1, h.at = CASE WHEN coalesce(h.at, '') > $at THEN h.at ELSE $at END
WITH h.number AS number, h.at AS at
MATCH (agent:ProvAgent {id: $agent})
WITH number, at, agent
MATCH (behalf:ProvAgent {id: $behalf})
WITH number, at, agent, behalf
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

// Who acts on behalf of whom, among some.
UNWIND $ids AS one
UNWIND $ids AS other
MATCH (a:ProvAgent {id: one})
WITH a, other
MATCH (b:ProvAgent {id: other})
WITH a, b
MATCH (a)-[x:ACTED_ON_BEHALF_OF]->(b)
RETURN a.id AS start, b.id AS end, properties(x) AS relation

// Whether one acts on behalf of another.
MATCH (a:ProvAgent {id: $start})
WITH a
MATCH (b:ProvAgent {id: $end})
WITH a, b
MATCH (a)-[x:ACTED_ON_BEHALF_OF]->(b)
RETURN a.id AS start, b.id AS end, properties(x) AS relation

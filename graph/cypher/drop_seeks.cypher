// Identifiers that no record refers to any more.
UNWIND $keys AS key
MATCH (s:Sought {key: key})
WHERE NOT EXISTS { MATCH (s)<-[:SEEKS]-(:Record) }
DELETE s

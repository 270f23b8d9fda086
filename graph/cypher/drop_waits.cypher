// Identifiers that no record awaits, or awaited, any more.
UNWIND $keys AS key
MATCH (a:Awaited {key: key})
WHERE NOT EXISTS { MATCH (a)<-[:AWAITS]-(:Record) }
DELETE a

// What current records await.
MATCH (r:Record)-[w:AWAITS]->(a:Awaited)
WHERE w.until = $open
RETURN r.key AS key, w.field AS field, a.key AS target

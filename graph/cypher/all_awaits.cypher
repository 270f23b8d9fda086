// What current records await, and why, where they await an identifier.
MATCH (r:Record)-[w:AWAITS]->(a:Awaited)
WHERE w.until = $open
RETURN r.key AS key, w.field AS field, a.key AS target, coalesce(w.why, '') AS why

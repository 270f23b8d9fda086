// What some record versions awaited as of a sequence, and why, where they awaited an identifier.
UNWIND $ids AS id
MATCH (r:Record {id: id})
WITH r
MATCH (r)-[w:AWAITS]->(a:Awaited)
WHERE w.since <= $seq AND $seq < w.until
RETURN r.id AS id, w.field AS field, a.key AS target, coalesce(w.why, '') AS why

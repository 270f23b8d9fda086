// The things that record versions described: each version, and the newest thing that it described as of a sequence.
UNWIND $ids AS id
MATCH (r:Record {id: id})
WITH r
MATCH (r)-[d:DESCRIBES]->(t:Thing)
WHERE d.since <= $seq
WITH r, d, t ORDER BY d.since
RETURN r.id AS id, collect(t.id) AS things

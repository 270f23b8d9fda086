// The things that some keys described as of a sequence.
UNWIND $keys AS key
MATCH (r:Record {key: key})
WITH r
WHERE r.since <= $seq AND $seq < r.until
WITH r
MATCH (r)-[d:DESCRIBES]->(t:Thing)
WHERE d.since <= $seq AND $seq < d.until
RETURN r.key AS key, t.id AS id

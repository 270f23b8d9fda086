// The thing that a key described as of a sequence.
MATCH (r:Record {key: $key})
WITH r
WHERE r.since <= $seq AND $seq < r.until
WITH r
MATCH (r)-[d:DESCRIBES]->(t:Thing)
WHERE d.since <= $seq AND $seq < d.until
RETURN t.id AS id

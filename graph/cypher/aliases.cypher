// The things that the records of some keys had described by a sequence.
UNWIND $keys AS key
MATCH (r:Record {key: key})
WITH r
MATCH (r)-[d:DESCRIBES]->(t:Thing)
WHERE d.since <= $seq
RETURN DISTINCT r.key AS key, t.id AS thing

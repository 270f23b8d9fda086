// The things that the records of some keys described at any time.
UNWIND $keys AS key
MATCH (r:Record {key: key})
WHERE r.since <= $seq
WITH r
MATCH (r)-[:DESCRIBES]->(t:Thing)
RETURN DISTINCT r.key AS key, t.id AS thing

// Let no version of a key be found by an identifier; which those were.
MATCH (r:Record {key: $key})
WITH r
MATCH (r)-[x:SEEKS]->(s:Sought)
WITH x, s.key AS found
DELETE x
RETURN DISTINCT found AS key

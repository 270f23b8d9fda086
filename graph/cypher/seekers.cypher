// The keys of current records that refer to some identifiers.
UNWIND $keys AS key
MATCH (s:Sought {key: key})
WITH s
MATCH (s)<-[:SEEKS]-(r:Record)
WHERE r.until = $open
RETURN DISTINCT r.key AS key

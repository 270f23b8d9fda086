// Which identifiers current records can be found by.
MATCH (r:Record)-[:SEEKS]->(s:Sought)
WHERE r.until = $open
RETURN r.key AS key, s.key AS target

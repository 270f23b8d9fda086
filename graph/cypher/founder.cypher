// The keys whose versions ever described a thing.
MATCH (t:Thing {id: $id})
WITH t
MATCH (t)<-[d:DESCRIBES]-(r:Record)
WHERE d.since <= $seq
RETURN DISTINCT r.key AS key

// The keys whose open versions describe some things.
UNWIND $things AS thing
MATCH (t:Thing {id: thing})
WITH t
MATCH (t)<-[d:DESCRIBES]-(r:Record)
WHERE d.until = $open
RETURN r.key AS key

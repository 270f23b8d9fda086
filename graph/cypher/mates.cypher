// The keys whose open versions describe some things, in one row.
UNWIND $things AS thing
MATCH (t:Thing {id: thing})
WITH t
MATCH (t)<-[d:DESCRIBES]-(r:Record)
WHERE d.until = $open
RETURN collect(r.key) AS keys

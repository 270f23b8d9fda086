// The keys of records that await some keys.
UNWIND $keys AS key
MATCH (a:Awaited {key: key})
WITH a
MATCH (a)<-[w:AWAITS]-(r:Record)
WHERE w.until = $open
RETURN DISTINCT r.key AS key

// The keys of records that await some keys, in one row.
UNWIND $keys AS key
MATCH (a:Awaited {key: key})
WITH a
MATCH (a)<-[w:AWAITS]-(r:Record)
WHERE w.until = $open
RETURN collect(DISTINCT r.key) AS keys

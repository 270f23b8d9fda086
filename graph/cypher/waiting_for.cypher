// How many references of current records wait for keys that begin so.
MATCH (a:Awaited)
WHERE a.key STARTS WITH $prefix
WITH a
MATCH (a)<-[w:AWAITS]-(:Record)
WHERE w.until = $open
RETURN count(w) AS waits

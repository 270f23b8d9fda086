// Leave nothing of what versions of a key awaited by a value that identifies; which those were.
MATCH (r:Record {key: $key})
WITH r
MATCH (r)-[x:AWAITS]->(a:Awaited)
WHERE NOT a.key ENDS WITH ']]'
WITH x, a.key AS found
DELETE x
RETURN DISTINCT found AS key

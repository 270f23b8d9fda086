// Some states of sources as they are.
UNWIND $keys AS key
MATCH (n:Source {id: key[0]})
WHERE n.since = key[1] AND n.until IS NOT NULL
RETURN key, n {.*} AS node

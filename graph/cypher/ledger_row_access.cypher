// Some states of principals as they are.
UNWIND $keys AS key
MATCH (n:Access {name: key[0]})
WHERE n.since = key[1] AND n.until IS NOT NULL
RETURN key, n {.*} AS node

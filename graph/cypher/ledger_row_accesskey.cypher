// Some keys as they are.
UNWIND $keys AS key
MATCH (n:AccessKey {id: key[0]})
RETURN key, n {.*} AS node

// Some commits as they are.
UNWIND $keys AS key
MATCH (n:Commit {seq: key[0]})
RETURN key, n {.*} AS node

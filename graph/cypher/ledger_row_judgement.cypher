// Some judgements as they are.
UNWIND $keys AS key
MATCH (n:Judgement {id: key[0]})
RETURN key, n {.*} AS node

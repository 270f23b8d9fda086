// The decisions that revise one.
MATCH (d:ProvEntity {id: $id})
WITH d
MATCH (d)<-[x:WAS_REVISION_OF]-(n:Decision)
RETURN n {.*} AS node, properties(x) AS relation

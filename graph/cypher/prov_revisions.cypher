// The decisions that revise one, of those that were made before an instant.
MATCH (d:ProvEntity {id: $id})
WITH d
MATCH (d)<-[x:WAS_REVISION_OF]-(n:Decision)
WHERE $until IS NULL OR n.at < $until
RETURN n {.*} AS node, properties(x) AS relation

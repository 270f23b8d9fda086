// The decision of a URN.
MATCH (d:ProvEntity {id: $id})
WHERE d:Decision
RETURN d {.*} AS node

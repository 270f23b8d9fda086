// The keys whose current records carry some identifiers.
UNWIND $ids AS id
MATCH (i:Identifier {id: id})
RETURN i.id AS id, i.keys AS keys

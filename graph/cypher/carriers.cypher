// The keys whose current records carry some identifiers, in one row.
UNWIND $ids AS id
MATCH (i:Identifier {id: id})
RETURN collect([i.id, i.keys]) AS found

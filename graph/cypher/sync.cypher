// One sync.
MATCH (y:Sync {id: $id})
RETURN y {.*} AS sync

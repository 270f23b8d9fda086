// One sync.
MATCH (y:Sync {id: $id})
RETURN y {.*, quality: null} AS sync

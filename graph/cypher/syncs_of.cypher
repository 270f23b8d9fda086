// Some syncs, with the sources that they read.
UNWIND $ids AS id
MATCH (y:Sync {id: id})
RETURN y {.*, quality: null} AS sync

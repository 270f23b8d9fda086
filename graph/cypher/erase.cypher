// Leave of a version only what is kept.
MATCH (r:Record {id: $id})
SET r = $kept

// The record keys that support a relation of some things, in one row.
UNWIND $things AS thing
MATCH (t:Thing {id: thing})
WITH t
MATCH (t)-[x]-(:Thing)
WHERE type(x) <> 'FORMERLY'
RETURN collect(x.keys) AS found

// A key, and what whoever has it may do.
MATCH (k:AccessKey {id: $id})
WITH k
OPTIONAL MATCH (a:Access {name: k.name, until: $open})
RETURN k {.*} AS key, a {.*} AS access

// The keys of a principal, oldest first.
MATCH (k:AccessKey {name: $name})
RETURN k {.*} AS key
ORDER BY k.made, k.id

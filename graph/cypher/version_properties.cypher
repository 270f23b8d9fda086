// Every version of a key, with its properties.
MATCH (r:Record {key: $key})
RETURN r.id AS id, properties(r) AS properties

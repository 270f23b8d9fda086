// The things that open versions of a source describe.
MATCH (r:Record {source: $source})
WHERE r.until = $open
RETURN DISTINCT r.entity AS id

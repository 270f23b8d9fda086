// The things that some system called by a name as of a sequence.
MATCH (r:Record {name: $name})
WITH r
WHERE r.since <= $seq AND $seq < r.until AND NOT r.gone
WITH r
MATCH (r)-[d:DESCRIBES]->(t:Thing)
WHERE d.since <= $seq AND $seq < d.until
RETURN DISTINCT t.id AS id

// The ontology in force as of a sequence.
MATCH (o:Ontology)
WHERE o.since <= $seq AND $seq < o.until
RETURN o.digest AS digest, o.version AS version

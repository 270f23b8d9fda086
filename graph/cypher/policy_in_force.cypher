// The set of policies in force as of a sequence.
MATCH (p:PolicyInForce)
WHERE p.since <= $seq AND $seq < p.until
RETURN p.digest AS digest

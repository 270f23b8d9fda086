// Make sure, inside a transaction, that the lease is still held, and extend it.
MATCH (h:Head {id: 1})
WHERE h.token = $token
SET h.expires = $expires
WITH h
OPTIONAL MATCH (o:Ontology)
WHERE o.until = $open
RETURN o.digest AS ontology, h.seq AS seq, h.at AS at, h.wanted_token AS wanted, h.pending AS pending

// Make sure, inside a transaction, that the lease is still held, and extend it.
MATCH (h:Head {id: 1})
WHERE h.token = $token
SET h.expires = $expires
RETURN h.seq AS seq, h.at AS at, h.wanted AS wanted, h.pending AS pending

// Give the lease back.
MATCH (h:Head {id: 1})
WHERE h.token = $token
SET h.token = '', h.owner = '', h.expires = ''
RETURN h.seq AS seq

// Everything that the newest commit left pending is done.
MATCH (h:Head {id: 1})
SET h.pending = []
RETURN h.seq AS seq

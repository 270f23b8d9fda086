// Tell the holder that another writer waits.
MATCH (h:Head {id: 1})
SET h.wanted_token = $wanted
RETURN h.seq AS seq

// The newest commit.
MATCH (h:Head {id: 1})
RETURN h.seq AS seq, h.at AS at

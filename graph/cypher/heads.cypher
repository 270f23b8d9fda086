// The newest commit and the newest decision.
MATCH (h:Head {id: 1})
WITH h
MATCH (p:ProvHead {id: 1})
RETURN h.seq AS seq, p.number AS number

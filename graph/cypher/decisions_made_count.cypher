// The number of the newest decision.
MATCH (h:ProvHead {id: 1})
RETURN h.number AS number

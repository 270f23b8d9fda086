// How many of some quarantined rows were dropped.
UNWIND $ids AS id
MATCH (q:Quarantined {id: id})
WHERE q.outcome = 'dropped'
RETURN count(q) AS dropped

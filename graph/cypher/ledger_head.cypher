// How the ledger ends: how many leaves it has, and the peaks of its tree.
MATCH (h:ProvHead {id: 1})
RETURN coalesce(h.leaves, 0) AS leaves, coalesce(h.peaks, []) AS peaks

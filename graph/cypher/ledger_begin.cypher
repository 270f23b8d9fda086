// Waits for one's turn to write to the ledger, which nobody else gets before one commits, and tells how it ends.
MATCH (h:ProvHead {id: 1})
SET h.leaves = coalesce(h.leaves, 0)
RETURN h.leaves AS leaves, coalesce(h.peaks, []) AS peaks

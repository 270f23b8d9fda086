// The next entry of the ledger.
MATCH (h:ProvHead {id: 1})
SET h.leaves = $leaves, h.peaks = $peaks
CREATE (e:LedgerEntry)
SET e = $entry
RETURN e.n AS n

// The entries of a range of numbers, whole.
UNWIND range($low, $high - 1) AS n
MATCH (e:LedgerEntry {n: n})
RETURN e {.*} AS entry
ORDER BY e.n

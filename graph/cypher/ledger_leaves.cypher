// The leaves of a range of numbers, in two lists.
UNWIND range($low, $high - 1) AS n
MATCH (e:LedgerEntry {n: n})
RETURN collect(e.n) AS numbers, collect(e.leaf) AS leaves

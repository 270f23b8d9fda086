// The leaves of a range of numbers, in one list.
UNWIND range($low, $high - 1) AS n
MATCH (e:LedgerEntry {n: n})
WITH e ORDER BY e.n
RETURN collect([e.n, e.leaf]) AS leaves

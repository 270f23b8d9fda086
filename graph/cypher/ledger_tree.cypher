// What some entries complete of the tree.
UNWIND $numbers AS n
MATCH (e:LedgerEntry {n: n})
RETURN e.n AS n, e.tree AS tree

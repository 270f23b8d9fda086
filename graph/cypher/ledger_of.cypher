// The leaves of what has a URN, oldest first.
MATCH (e:LedgerEntry {of: $of})
RETURN e.n AS n, e.kind AS kind, e.at AS at, e.leaf AS leaf
ORDER BY e.n

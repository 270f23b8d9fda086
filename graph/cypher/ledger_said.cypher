// What the leaves of what has a URN say, oldest first.
MATCH (e:LedgerEntry {of: $of})
RETURN e.n AS n, e.said AS said
ORDER BY e.n

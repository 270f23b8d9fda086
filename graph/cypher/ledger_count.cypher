// How many entries there are, and the number after the last, whatever the head says.
MATCH (e:LedgerEntry)
RETURN count(e) AS entries, coalesce(max(e.n), -1) + 1 AS end

// Of a range of decisions' numbers, how they are known, and whether they have a leaf.
UNWIND range($low, $high - 1) AS number
MATCH (d:Decision {number: number})
WITH d, number
OPTIONAL MATCH (e:LedgerEntry {of: d.id})
RETURN number, d.id AS id, count(e) AS leaves
ORDER BY number

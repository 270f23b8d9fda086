// Mark the things whose degree has crossed the cap.
UNWIND $ids AS id
MATCH (t:Thing {id: id})
WHERE t.wide_since IS NULL AND COUNT { (t)--() } >= $cap
SET t.wide_since = $seq

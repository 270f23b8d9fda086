// The degrees of things, null for those that are hubs; marks those whose degree has crossed the cap. In one row.
UNWIND $ids AS id
MATCH (t:Thing {id: id})
WITH t, COUNT { (t)--() } AS degree
FOREACH (_ IN CASE WHEN t.wide_since IS NULL AND degree >= $cap THEN [1] ELSE [] END | SET t.wide_since = $seq)
RETURN collect([t.id, CASE WHEN t.wide_since IS NULL THEN degree END]) AS degrees

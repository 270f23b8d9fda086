// What things show: nothing else stays on them but their id and how wide they are.
UNWIND $rows AS row
MATCH (t:Thing {id: row[0]})
WITH t, row, t.wide_since AS wide
SET t = row[1]
SET t.id = row[0], t.wide_since = wide

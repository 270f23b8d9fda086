// Some states of principals as they are.
UNWIND $rows AS row
MATCH (n:Access {name: row[0]})
WHERE n.since = row[1] AND n.until IS NOT NULL
RETURN row, n {.*} AS node

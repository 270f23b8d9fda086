// Some states of sources as they are.
UNWIND $rows AS row
MATCH (n:Source {id: row[0]})
WHERE n.since = row[1] AND n.until IS NOT NULL
RETURN row, n {.*} AS node

// Some keys as they are.
UNWIND $rows AS row
MATCH (n:AccessKey {id: row[0]})
RETURN row, n {.*} AS node

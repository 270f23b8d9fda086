// Some commits as they are.
UNWIND $rows AS row
MATCH (n:Commit {seq: row[0]})
RETURN row, n {.*} AS node

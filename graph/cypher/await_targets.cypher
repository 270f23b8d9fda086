// Keys that are referred to and not there.
UNWIND $rows AS row
MERGE (a:Awaited {key: row[0]})

// Identifiers that records refer to.
UNWIND $rows AS row
MERGE (s:Sought {key: row[0]})

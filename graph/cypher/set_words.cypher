// Words of record versions that had none.
UNWIND $rows AS row
MATCH (r:Record {id: row[0]})
SET r.words = row[1]

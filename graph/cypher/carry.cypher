// Who carries an identifier from now on.
UNWIND $rows AS row
MERGE (i:Identifier {id: row[0]})
SET i.keys = row[1]

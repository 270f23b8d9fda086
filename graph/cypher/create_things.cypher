// Things that begin with this change.
UNWIND $rows AS row
CREATE (:Thing {id: row[0]})

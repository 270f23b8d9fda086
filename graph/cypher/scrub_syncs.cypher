// What syncs have said, without what was erased.
UNWIND $rows AS row
MATCH (y:Sync {id: row[0]})
SET y.reason = row[1], y.quality = row[2]

// What syncs of a source have said, without what was erased.
UNWIND $rows AS row
MATCH (y:SourceSync {id: row[0]})
SET y.reason = row[1], y.streams = row[2]

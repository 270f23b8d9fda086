// The streams that the rows of another bring along, with the sync that does.
UNWIND $rows AS row
MERGE (s:Stream {id: row[0]})
ON CREATE SET s.source = row[1], s.stream = row[2]
SET s.sync = $sync

// Identifiers that nobody carries any more.
UNWIND $rows AS row
MATCH (i:Identifier {id: row[0]})
DELETE i

// Who carries which identifier.
MATCH (i:Identifier)
RETURN i.id AS id, i.keys AS keys

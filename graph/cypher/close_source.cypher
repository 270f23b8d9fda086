// End how a source stood.
MATCH (s:Source {id: $id, until: $open})
SET s.until = $seq

// Some ontologies as they are.
UNWIND $rows AS row
MATCH (n:Ontology {digest: row[0], since: row[1]})
RETURN row, n {.*} AS node

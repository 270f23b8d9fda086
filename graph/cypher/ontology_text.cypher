// The text of an ontology, by its digest.
MATCH (o:Ontology {digest: $digest})
RETURN o.text AS text
LIMIT 1

// Some ontologies as they are.
UNWIND $keys AS key
MATCH (n:Ontology {digest: key[0], since: key[1]})
RETURN key, n {.*} AS node

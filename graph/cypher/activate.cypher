// Put an ontology in force and end the one before it.
OPTIONAL MATCH (old:Ontology)
WHERE old.until = $open
SET old.until = $seq
WITH count(old) AS ended
CREATE (o:Ontology {digest: $digest, version: $version, text: $text, since: $seq, until: $open})
RETURN ended

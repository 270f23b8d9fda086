// Since when there is an ontology in force.
MATCH (o:Ontology)
RETURN min(o.since) AS since

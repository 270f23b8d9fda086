// Identifiers that are, or once were, referred to.
MATCH (s:Sought)
RETURN s.key AS key
LIMIT $limit

// Keys that are, or once were, awaited.
MATCH (a:Awaited)
RETURN a.key AS key
LIMIT $limit

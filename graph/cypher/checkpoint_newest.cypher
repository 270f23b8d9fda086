// The newest checkpoint.
MATCH (c:Checkpoint)
RETURN c.size AS size, c.note AS note
ORDER BY c.size DESC
LIMIT 1

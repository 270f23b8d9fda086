// The newest checkpoints, newest first.
MATCH (c:Checkpoint)
WHERE c.size > 0
RETURN c.size AS size, c.at AS at, c.note AS note
ORDER BY c.size DESC
LIMIT $limit

// The checkpoints beyond a size, smallest first.
MATCH (c:Checkpoint)
WHERE c.size > $size
RETURN c.size AS size, c.at AS at, c.note AS note
ORDER BY c.size
LIMIT $limit

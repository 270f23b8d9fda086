// The things that the commits after a sequence touched, oldest first.
MATCH (c:Commit)
WHERE c.seq > $since
RETURN c.seq AS seq, c.things AS things
ORDER BY c.seq
LIMIT $limit

// Commits after a sequence, oldest first.
MATCH (c:Commit)
WHERE c.seq > $since
RETURN c.seq AS seq, c.at AS at, c.kind AS kind, c.by AS by, c.sync AS sync, c.because AS because, c.records AS records, c.things AS things
ORDER BY c.seq
LIMIT $limit

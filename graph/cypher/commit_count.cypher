// How many commits there are, and how many there must be.
MATCH (h:Head {id: 1})
OPTIONAL MATCH (c:Commit)
RETURN h.seq AS seq, count(c) AS commits

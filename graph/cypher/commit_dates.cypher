// When commits were made.
UNWIND $seqs AS seq
MATCH (c:Commit {seq: seq})
RETURN c.seq AS seq, c.at AS at

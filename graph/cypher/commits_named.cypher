// When commits were made, by whom, and as what.
UNWIND $seqs AS seq
MATCH (c:Commit {seq: seq})
RETURN c.seq AS seq, c.at AS at, c.by AS by, c.kind AS kind

// End a change: the commit, and the head that points to it.
MATCH (h:Head {id: 1})
SET h.seq = $seq, h.at = $at, h.pending = $pending
CREATE (c:Commit {seq: $seq, at: $at, kind: $kind, by: $by, sync: $sync, because: $because, records: $records, things: $things})
RETURN c.seq AS seq

// Which of some things were hubs as of a sequence.
UNWIND $ids AS id
MATCH (t:Thing {id: id})
WHERE t.wide_since <= $seq
RETURN t.id AS id

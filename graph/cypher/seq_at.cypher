// The newest commit made at or before a date.
MATCH (c:Commit)
WHERE c.at <= $at
RETURN max(c.seq) AS seq

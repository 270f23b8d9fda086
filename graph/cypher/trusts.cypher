// The trust of every source as of a sequence.
MATCH (s:Source)
WHERE s.since <= $seq AND $seq < s.until
RETURN s.id AS id, s.trust AS trust

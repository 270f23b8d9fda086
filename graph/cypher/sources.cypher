// The sources as they stood.
MATCH (s:Source)
WHERE s.since <= $seq AND $seq < s.until
RETURN s.id AS id, s.kind AS kind, s.trust AS trust, s.zone AS zone
ORDER BY id

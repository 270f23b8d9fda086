// The sources as they stand.
MATCH (s:Source)
WHERE s.until = $open
RETURN s.id AS id, s.kind AS kind, s.trust AS trust, s.zone AS zone
ORDER BY id

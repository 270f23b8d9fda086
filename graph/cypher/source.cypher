// A source as it stands.
MATCH (s:Source {id: $id, until: $open})
RETURN s.id AS id, s.kind AS kind, s.trust AS trust, s.zone AS zone

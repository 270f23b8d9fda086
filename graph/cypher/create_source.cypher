// How a source stands from now on.
CREATE (s:Source {id: $id, kind: $kind, trust: $trust, zone: $zone, since: $seq, until: $open})

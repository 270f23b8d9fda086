// The open versions of some keys, in one row.
UNWIND $keys AS key
MATCH (r:Record {key: key, until: $open})
RETURN collect([r.key, r.id, r.entity, r.first, r.gone, r.version, r.digest, r.refs, r.identifiers, r.classes]) AS found

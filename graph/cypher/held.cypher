// The open versions of some keys.
UNWIND $keys AS key
MATCH (r:Record {key: key, until: $open})
RETURN r.key AS key, r.id AS id, r.entity AS entity, r.first AS first, r.gone AS gone, r.version AS version,
       r.digest AS digest, r.refs AS refs, r.identifiers AS identifiers, r.classes AS classes

// A version of an agent as it was registered until now.
MATCH (r:Registration {name: $name, version: $version, until: $until})
SET r.until = $at, r.ended_by = $by
RETURN r.name AS name

// What a principal might do until now.
MATCH (a:Access {name: $name, until: $open})
SET a.until = $at, a.ended_by = $by
RETURN a.name AS name, a.since AS since

// What a principal may do from now on.
CREATE (a:Access {name: $name, kind: $kind, roles: $roles, acts_for: $acts_for, since: $since, by: $by, until: $open})
RETURN a.name AS name

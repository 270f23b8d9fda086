// All registrations of an agent, the newest first.
MATCH (r:Registration {name: $name})
RETURN r {.*} AS registration
ORDER BY r.since DESC, r.version

// The registrations that hold.
MATCH (r:Registration)
WHERE r.until = $until
RETURN r {.*} AS registration
ORDER BY r.name, r.version

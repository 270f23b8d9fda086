// Those who let others in, held by a write until the transaction ends.
MATCH (a:Access)
WHERE a.until = $open AND $role IN a.roles
SET a.held = coalesce(a.held, 0) + 1
RETURN count(a) AS held

// Those who let others in, held by a write until the transaction ends.
MATCH (a:Access)
WHERE a.until = $open AND $role IN a.roles
SET a.until = $open
RETURN count(a) AS held

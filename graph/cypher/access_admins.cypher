// Who lets others in now.
MATCH (a:Access)
WHERE a.until = $open AND $role IN a.roles
RETURN a.name AS name

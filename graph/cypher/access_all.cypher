// What all principals may do now.
MATCH (a:Access)
WHERE a.until = $open
RETURN a {.*} AS access
ORDER BY a.name

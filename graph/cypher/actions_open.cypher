// The decisions whose intent to act is sealed and whose outcome is not known, the oldest first.
MATCH (a:Action)-[:USED]->(d:Decision)
CALL (d) {
  OPTIONAL MATCH (d)<-[:WAS_DERIVED_FROM]-(e:Effect)
  WITH e ORDER BY e.rank DESC
  RETURN collect(e.status)[0] AS effect
}
WITH a, d, effect
WHERE effect IS NULL OR effect IN ['retrying', 'unknown']
RETURN d.id AS id, d.number AS number, a.started AS started, coalesce(effect, 'sealed') AS status
ORDER BY number

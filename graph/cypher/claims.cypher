// Which sources are being synced, and which are to be synced when.
MATCH (c:Claim)
WHERE NOT c.id STARTS WITH 'urn:'
RETURN c.id AS source, coalesce(c.owner, '') AS owner, coalesce(c.since, '') AS since,
  coalesce(c.expires, '') AS expires, coalesce(c.due, '') AS due, coalesce(c.runner, '') AS runner
ORDER BY source

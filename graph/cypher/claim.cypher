// Who syncs a source.
MATCH (c:Claim {id: $source})
RETURN c.owner AS owner, c.token AS token, c.since AS since, c.expires AS expires

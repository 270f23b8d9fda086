// Give the claim on a source back, if it is still held.
MATCH (c:Claim {id: $source})
WHERE c.token = $token
SET c.token = '', c.owner = '', c.since = '', c.expires = ''
RETURN c.id AS id

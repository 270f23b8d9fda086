// Keep the claim on a source a while longer, if it is still held.
MATCH (c:Claim {id: $source})
WHERE c.token = $token
SET c.expires = $expires
RETURN c.id AS id

// Take the claim on a source, if it is still where it was seen; setting a property first waits for whoever takes it now.
MERGE (c:Claim {id: $source})
SET c.asked_token = $token
WITH c
WHERE coalesce(c.token, '') = $before
SET c.token = $token, c.owner = $owner, c.since = $since, c.expires = $expires
RETURN c.id AS id

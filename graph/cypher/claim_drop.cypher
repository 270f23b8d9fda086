// Let go of a claim on what is done once, if it is still held.
MATCH (c:Claim {id: $source})
WHERE c.token = $token
DELETE c

// Revoke a key, once.
MATCH (k:AccessKey {id: $id})
WHERE k.revoked IS NULL
SET k.revoked = $at, k.revoked_by = $by
RETURN k.id AS id

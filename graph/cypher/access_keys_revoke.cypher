// Revoke those of a principal's keys that are not revoked yet.
MATCH (k:AccessKey {name: $name})
WHERE k.revoked IS NULL
SET k.revoked = $at, k.revoked_by = $by
RETURN k.id AS id

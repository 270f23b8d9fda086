// A new key of a principal. Of the key itself only the digest is kept.
CREATE (k:AccessKey {id: $id, name: $name, key_digest: $digest, note: $note, made: $made, by: $by, expires: $expires})
RETURN k.id AS id

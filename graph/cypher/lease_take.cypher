// Take the lease, if it is still where it was seen, and tell which labels are left to be taken off.
MATCH (h:Head {id: 1})
WHERE coalesce(h.token, '') = $before
SET h.token = $token, h.owner = $owner, h.expires = $expires,
    h.wanted = CASE WHEN h.wanted = $token THEN '' ELSE h.wanted END
RETURN coalesce(h.pending, []) AS pending

// Take the lease, if it is still where it was seen, and tell which labels are left to be taken off.
MATCH (h:Head {id: 1})
WHERE coalesce(h.token, '') = $before
SET h.token = $token, h.owner = $owner, h.expires = $expires,
    h.wanted_token = CASE WHEN h.wanted_token = $token THEN '' ELSE h.wanted_token END
RETURN coalesce(h.pending, []) AS pending

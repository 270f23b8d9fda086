// Who added a set of policies.
CREATE (a:PolicyAdded {digest: $digest, by: $by, at: $at})
RETURN a.digest AS digest

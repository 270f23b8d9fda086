// The text of a set of policies.
CREATE (p:PolicyText {digest: $digest, text: $text, at: $at})
RETURN p.digest AS digest

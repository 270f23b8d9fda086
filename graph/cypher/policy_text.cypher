// The text of a set of policies, by its digest.
MATCH (p:PolicyText {digest: $digest})
RETURN p.text AS text

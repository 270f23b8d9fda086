// Whether a set of policies was added, and by whom.
MATCH (p:PolicyText {digest: $digest})
CALL (p) {
  OPTIONAL MATCH (a:PolicyAdded {digest: p.digest})
  RETURN collect(a.by) AS adders
}
RETURN p.digest AS digest, adders

// All sets of policies that were added, the newest first, each with its last activation.
MATCH (t:PolicyText)
CALL (t) {
  OPTIONAL MATCH (a:PolicyAdded {digest: t.digest})
  RETURN collect(a.by) AS adders
}
CALL (t) {
  OPTIONAL MATCH (p:PolicyInForce {digest: t.digest})
  WITH p ORDER BY p.since DESC LIMIT 1
  RETURN p.since AS since, p.until AS until, p.by AS by
}
RETURN t.digest AS digest, t.at AS at, adders, since, until, by
ORDER BY t.at DESC, t.digest

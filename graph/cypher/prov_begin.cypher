// Puts those who write provenance in a row, which none leaves before it commits: gives a number to each decision that is
// to be written, and a date, which never runs backwards, whatever the clocks say. Then tells how the ledger ends, what
// is there already of some nodes, record versions and delegations, the policies in force, and how an agent is registered.
MATCH (h:ProvHead {id: 1})
SET h.number = h.number + $decisions, h.at = CASE WHEN coalesce(h.at, '') > $at THEN h.at ELSE $at END
WITH h.number AS number, h.at AS at, coalesce(h.leaves, 0) AS leaves, coalesce(h.peaks, []) AS peaks
CALL () {
  UNWIND $entities AS id
  MATCH (n:ProvEntity {id: id})
  RETURN collect(n.id) AS entities
}
CALL () {
  UNWIND $activities AS id
  MATCH (n:ProvActivity {id: id})
  RETURN collect(n.id) AS activities
}
CALL () {
  UNWIND $agents AS id
  MATCH (n:ProvAgent {id: id})
  RETURN collect(n.id) AS agents
}
CALL () {
  UNWIND $records AS id
  MATCH (r:Record {id: id})
  RETURN collect([r.id, r.since]) AS records
}
CALL () {
  UNWIND $delegations AS row
  MATCH (a:ProvAgent {id: row.start})
  WITH a, row
  MATCH (b:ProvAgent {id: row.end})
  WITH a, b, row
  MATCH (a)-[x:ACTED_ON_BEHALF_OF]->(b)
  WHERE x.id = row.id
  RETURN collect(DISTINCT x.id) AS delegations
}
CALL () {
  MATCH (p:PolicyInForce {until: $open})
  RETURN collect(p.digest) AS policies
}
CALL () {
  MATCH (r:Registration {name: $agent})
  WHERE r.until = $held
  RETURN collect(r {.*}) AS registrations
}
RETURN number, at, leaves, peaks, entities, activities, agents, records, delegations, policies, registrations

// What a verification of the ledger reads, of a range of leaves: each entry, with the nodes that it names and what leads from them.
UNWIND range($low, $high - 1) AS number
MATCH (e:LedgerEntry {n: number})
WITH e
CALL (e) {
  UNWIND e.ids AS id
  CALL (id) {
    MATCH (n:ProvEntity {id: id}) RETURN n
    UNION ALL
    MATCH (n:ProvActivity {id: id}) RETURN n
    UNION ALL
    MATCH (n:ProvAgent {id: id}) RETURN n
  }
  OPTIONAL MATCH (n)-[x]->(m)
  WITH n, collect([type(x), properties(x), m.id]) AS relations
  RETURN collect([properties(n), relations]) AS nodes
}
RETURN properties(e) AS entry, nodes

// Record versions by the words in them, those of the present and the past; which of them held as of a sequence, of what.
CALL db.index.fulltext.queryNodes('record_words', $query, {limit: $most}) YIELD node
WITH collect(node) AS nodes
WITH nodes, size(nodes) AS looked
CALL (nodes) {
  UNWIND nodes AS r
  WITH r
  WHERE r.since <= $seq AND $seq < r.until AND NOT r.gone
  MATCH (r)-[d:DESCRIBES]->(t:Thing)
  WHERE d.since <= $seq AND $seq < d.until
  RETURN collect([r.id, r.words, t.id]) AS found
}
RETURN looked, found

// What a read begins with: the newest commit, and the ontology and the trust of every source as of a sequence.
MATCH (h:Head {id: 1})
WITH h.seq AS head, coalesce($seq, h.seq) AS seq
CALL (seq) {
  MATCH (o:Ontology)
  WHERE o.since <= seq AND seq < o.until
  RETURN collect(o.digest) AS ontologies
}
CALL (seq) {
  MATCH (s:Source)
  WHERE s.since <= seq AND seq < s.until
  RETURN collect([s.id, s.trust]) AS trusts
}
RETURN head, ontologies, trusts

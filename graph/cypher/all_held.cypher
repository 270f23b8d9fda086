// The open versions of a stream, with what they describe.
MATCH (r:Record {source: $source, stream: $stream})
WHERE r.until = $open
CALL (r) {
  OPTIONAL MATCH (r)-[d:DESCRIBES]->(t:Thing)
  WHERE d.until = $open
  RETURN collect(t.id) AS things
}
RETURN r.key AS key, r.id AS id, r.entity AS entity, r.first AS first, r.gone AS gone, r.version AS version,
       r.digest AS digest, r.refs AS refs, r.identifiers AS identifiers, r.classes AS classes, things

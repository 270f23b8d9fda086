// The open versions of a stream, with what they describe.
MATCH (r:Record {source: $source, stream: $stream})
WHERE r.until = $open
CALL (r) {
  OPTIONAL MATCH (r)-[d:DESCRIBES]->(t:Thing)
  WHERE d.until = $open
  RETURN collect(t.id) AS things
}
RETURN [r.key, r.id, r.entity, r.first, r.gone, r.version, r.digest, r.refs, r.identifiers, r.classes] AS held, things

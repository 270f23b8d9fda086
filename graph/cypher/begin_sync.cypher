// A sync as it begins, and its stream.
MERGE (s:Stream {id: $name})
ON CREATE SET s.source = $source, s.stream = $stream
SET s.sync = $id
WITH s
MERGE (y:Sync {id: $id})
ON CREATE SET y.source = $source, y.stream = $stream, y.connector = $connector, y.versions = $versions,
  y.mapping_digest = $mapping_digest, y.ontology_digest = $ontology_digest, y.cursor_from = $cursor_from,
  y.started = $started, y.status = 'running', y.read = 0, y.new = 0, y.changed = 0, y.gone = 0, y.late = 0,
  y.same = 0, y.refused = 0
RETURN y.id AS id

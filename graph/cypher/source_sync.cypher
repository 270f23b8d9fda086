// A sync of a source.
MATCH (y:SourceSync {id: $id})
WHERE y.source = $source
RETURN y {.id, .source, .by, .asked, .dry, .started, .ended, .owner, .expires, .status, .reason, .streams, .progress} AS sync

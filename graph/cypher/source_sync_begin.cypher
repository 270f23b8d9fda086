// A sync of a source as it begins; `made` is false when there was one of that id.
MERGE (y:SourceSync {id: $id})
ON CREATE SET y.source = $source, y.by = $by, y.asked = $asked, y.dry = $dry, y.started = $started, y.owner = $owner,
  y.expires = $expires, y.status = 'running', y.streams = '[]', y.mark = $mark
RETURN y.mark = $mark AS made

// The syncs of a source whose outcomes hold one of some texts.
MATCH (y:SourceSync {source: $source})
WHERE any(text IN $texts WHERE y.streams CONTAINS text OR coalesce(y.reason, '') CONTAINS text)
RETURN y.id AS id, y.reason AS reason, y.streams AS streams

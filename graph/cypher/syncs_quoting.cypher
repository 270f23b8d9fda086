// The syncs of a source whose reason or report holds one of some texts.
MATCH (s:Stream)
WHERE s.source = $source
WITH s.source AS source, s.stream AS stream
MATCH (y:Sync {source: source, stream: stream})
WHERE any(text IN $texts WHERE coalesce(y.quality, '') CONTAINS text OR coalesce(y.reason, '') CONTAINS text)
RETURN y.id AS id, y.reason AS reason, y.quality AS quality

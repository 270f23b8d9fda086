// The streams that were ever synced.
MATCH (s:Stream)
RETURN s.source AS source, s.stream AS stream
ORDER BY source, stream

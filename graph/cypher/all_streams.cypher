// Every stream that has records.
MATCH (r:Record)
RETURN DISTINCT r.source AS source, r.stream AS stream
ORDER BY source, stream

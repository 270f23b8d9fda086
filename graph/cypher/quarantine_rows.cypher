// Some rows that are held back.
UNWIND $ids AS id
MATCH (q:Quarantined {id: id})
WHERE q.until = $open
RETURN q.id AS id, q.source AS source, q.stream AS stream, q.position AS position, q.payload AS payload,
       q.reason AS reason, q.key AS key, q.kind AS kind, q.sync AS sync, coalesce(q.arrived, q.since) AS arrived,
       q.overtaken AS overtaken, coalesce(q.gone, false) AS gone

// Which of some quarantined rows have left other than by being dropped, or are no longer what their source says.
UNWIND $ids AS id
MATCH (q:Quarantined {id: id})
WHERE coalesce(q.outcome, '') <> 'dropped' AND (q.outcome IS NOT NULL OR q.overtaken IS NOT NULL)
RETURN q.id AS id

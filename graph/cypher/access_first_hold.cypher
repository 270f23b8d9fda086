// What those write to first who would make the first key of a graph, so that they do so one after the other.
MATCH (h:ProvHead {id: 1})
SET h.admitted = coalesce(h.admitted, 0) + 1
RETURN h.id AS id

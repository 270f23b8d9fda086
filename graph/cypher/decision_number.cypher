// The number of the next decision; taking it puts decisions that are made at once in a row.
MATCH (h:ProvHead {id: 1})
SET h.number = h.number + 1
RETURN h.number AS number

// The rows of a key in quarantine, whether they have left it or not.
MATCH (q:Quarantined {key: $key})
RETURN q.id AS id, q.payload AS payload, q.successor AS successor

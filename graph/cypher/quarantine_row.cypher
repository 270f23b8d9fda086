// One quarantined row.
MATCH (q:Quarantined {id: $id})
RETURN q {.*} AS row

// Labels that things no longer have.
UNWIND $rows AS row
MATCH (t:Thing {id: row[0]})
REMOVE t{{labels}}

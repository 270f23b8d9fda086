// Labels that things have from now on.
UNWIND $rows AS row
MATCH (t:Thing {id: row[0]})
SET t{{labels}}

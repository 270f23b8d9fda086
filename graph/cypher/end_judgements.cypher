// Judgements that no longer hold.
UNWIND $rows AS row
MATCH (j:Judgement {left: row[0]})
WHERE j.right = row[1] AND j.on = row[2] AND j.until = $open
SET j.until = $seq

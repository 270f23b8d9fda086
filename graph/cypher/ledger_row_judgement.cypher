// Some judgements as they are.
UNWIND $rows AS row
MATCH (n:Judgement {id: row[0]})
RETURN row, n {.*} AS node

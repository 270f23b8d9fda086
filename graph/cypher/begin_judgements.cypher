// Judgements that hold from this change on.
UNWIND $rows AS row
CREATE (j:Judgement {id: row[0], left: row[1], right: row[2], verdict: row[3], score: row[4], on: row[5], by: row[6],
                     because: row[7], algorithm: row[8], since: $seq, until: $open})

// What a context showed, by record version and thing: the way from a record to the contexts that showed it.
UNWIND $rows AS row
CREATE (:ProvShown {context: $context, record: row[0], thing: row[1], fields: row[2]})

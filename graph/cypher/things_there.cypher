// Which of some things exist already.
UNWIND $ids AS id
MATCH (t:Thing {id: id})
RETURN collect(t.id) AS ids

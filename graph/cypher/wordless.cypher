// Some record versions without words, with their fields.
UNWIND $ids AS id
MATCH (r:Record {id: id})
WHERE r.words IS NULL
RETURN r {.*, payload: null, refs: null, identifiers: null} AS record

// Which of some record versions a source said, or a sync brought.
UNWIND $ids AS id
MATCH (r:Record {id: id})
WHERE ($source IS NULL OR r.source = $source) AND ($sync IS NULL OR r.sync = $sync)
RETURN r.id AS id

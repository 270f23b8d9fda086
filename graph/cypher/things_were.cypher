// Which of some things some record said to be of one of some classes, as of a sequence.
UNWIND $ids AS id
MATCH (t:Thing {id: id})
CALL (t) {
  MATCH (t)<-[d:DESCRIBES]-(r:Record)
  WHERE d.since <= $seq AND $seq < d.until AND r.since <= $seq AND $seq < r.until AND NOT r.gone
    AND any(one IN r.classes WHERE one IN $classes)
  RETURN count(r) AS many
}
WITH id, many
WHERE many > 0
RETURN id

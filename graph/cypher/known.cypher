// Which of the rows [key, digest] are new and which differ from what is held: one row back, places only for what is equal.
UNWIND range(0, size($rows) - 1) AS i
OPTIONAL MATCH (r:Record {key: $rows[i][0], until: $open})
RETURN collect(CASE WHEN r IS NULL THEN i END) AS fresh,
       collect(CASE WHEN r.digest <> $rows[i][1]
               THEN [i, r.id, r.entity, r.first, r.gone, r.version, r.refs, r.identifiers, r.classes, r.digest] END) AS changed

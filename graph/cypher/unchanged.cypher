// Which of the rows [key, row digest] are held just as they are: their places.
UNWIND range(0, size($rows) - 1) AS i
OPTIONAL MATCH (r:Record {key: $rows[i][0], until: $open})
RETURN collect(CASE WHEN r.row_digest = $rows[i][1] THEN i END) AS places

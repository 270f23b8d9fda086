// Which of the rows [key, digest] are stored already, in whatever version.
UNWIND range(0, size($rows) - 1) AS i
MATCH (r:Record {key: $rows[i][0]})
WHERE r.digest = $rows[i][1]
RETURN collect(DISTINCT i) AS places

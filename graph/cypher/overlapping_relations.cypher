// Relations whose past intervals overlap.
MATCH (:Thing)-[x:FORMERLY]->(:Thing)
WITH x ORDER BY x.since
WITH x.rid AS rid, collect([x.since, x.until]) AS spans
WHERE any(i IN range(1, size(spans) - 1) WHERE spans[i - 1][1] > spans[i][0]) OR any(s IN spans WHERE s[0] >= s[1])
RETURN rid, spans

// Keys whose versions do not follow one another.
MATCH (r:Record)
WHERE r.since < r.until
WITH r.key AS key, r ORDER BY r.since
WITH key, collect([r.since, r.until]) AS spans
WHERE spans[-1][1] <> $open OR any(i IN range(1, size(spans) - 1) WHERE spans[i - 1][1] <> spans[i][0])
RETURN key, spans

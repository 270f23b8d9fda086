// The judgements on some keys that held as of a sequence.
UNWIND $keys AS key
MATCH (j:Judgement {left: key})
WHERE j.since <= $seq AND $seq < j.until
RETURN j.id AS id, j.left AS left, j.right AS right, j.verdict AS verdict, j.score AS score, j.by AS by,
       j.because AS because, j.since AS since, j.until AS until
ORDER BY j.left, j.right, j.id

// Every judgement that was ever made on some keys, as far as it was known as of a sequence.
UNWIND $keys AS key
CALL (key) {
  MATCH (j:Judgement {left: key}) WHERE j.since <= $seq RETURN j
  UNION ALL
  MATCH (j:Judgement {right: key}) WHERE j.since <= $seq RETURN j
}
RETURN DISTINCT j.id AS id, j.left AS left, j.right AS right, j.verdict AS verdict, j.score AS score, j.by AS by,
       j.because AS because, j.since AS since, j.until AS until

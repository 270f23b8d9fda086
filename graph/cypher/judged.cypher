// The open judgements about some keys, whichever side they stand on.
UNWIND $keys AS key
CALL (key) {
  MATCH (j:Judgement {left: key}) WHERE j.until = $open RETURN j
  UNION ALL
  MATCH (j:Judgement {right: key}) WHERE j.until = $open RETURN j
}
RETURN DISTINCT j.left AS left, j.right AS right, j.verdict AS verdict, j.score AS score, j.on AS on

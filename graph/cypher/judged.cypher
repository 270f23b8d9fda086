// The open judgements about some keys, whichever side they stand on, in one row.
UNWIND $keys AS key
CALL (key) {
  MATCH (j:Judgement {left: key}) WHERE j.until = $open RETURN j
  UNION ALL
  MATCH (j:Judgement {right: key}) WHERE j.until = $open RETURN j
}
WITH DISTINCT j
RETURN collect([j.left, j.right, j.verdict, j.score, j.on]) AS found

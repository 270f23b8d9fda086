// Leave nothing of a key in quarantined rows, nor in judgements that have ended: an identifier's digest can be guessed.
OPTIONAL MATCH (q:Quarantined {key: $key})
SET q.payload = '', q.reason = 'erased'
WITH count(q) AS rows
OPTIONAL MATCH (j:Judgement)
WHERE (j.left = $key OR j.right = $key) AND j.on <> '' AND j.until < $open
SET j.on = 'erased'
RETURN rows, count(j) AS judgements

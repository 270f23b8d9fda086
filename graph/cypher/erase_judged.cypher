// Leave nothing of a key in judgements that have ended: an identifier's digest can be guessed.
MATCH (j:Judgement)
WHERE (j.left = $key OR j.right = $key) AND j.on <> '' AND j.until < $open
SET j.on = 'erased'
RETURN count(j) AS judgements

// Which of some keys are there.
UNWIND $keys AS key
MATCH (r:Record {key: key, until: $open})
WHERE NOT r.gone
RETURN r.key AS key

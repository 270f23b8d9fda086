// Put a set of policies in force and end the one before it.
OPTIONAL MATCH (old:PolicyInForce {until: $open})
SET old.until = $seq
WITH count(old) AS ended
CREATE (p:PolicyInForce {digest: $digest, since: $seq, until: $open, by: $by, at: $at})
RETURN ended

// How many things have a label now.
MATCH (t{{labels}})
RETURN count(t) AS many

// What the newest versions of some keys were read as, by which version, and whether they are gone.
UNWIND $keys AS key
MATCH (r:Record {key: key, until: $open})
WHERE r.payload IS NOT NULL
RETURN r.key AS key, r.payload AS payload, r.version AS version, r.gone AS gone

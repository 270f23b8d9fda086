// New versions of keys that are alone in things of their own, with those things.
UNWIND $rows AS row
CREATE (r:Record {id: row[0], key: row[1], entity: row[2], source: row[3], stream: row[4], first: row[5], version: row[6],
    valid_from: row[7], valid_to: row[8], classes: row[9], refs: row[10], identifiers: row[11], nulls: row[12],
    payload: row[13], digest: row[14], salt: row[15], gone: row[16], sync: row[17], row_digest: row[18], words: row[19],
    since: $seq, until: $open{{fields}}})
CREATE (t:Thing:Entity{{labels}} {id: row[2]{{fields}}})
CREATE (r)-[:DESCRIBES {since: $seq, until: $open}]->(t)

// Versions that were overtaken before they arrived: closed as they open, so that they never hold.
UNWIND $rows AS row
MATCH (t:Thing {id: row[2]})
CREATE (r:Record {id: row[0], key: row[1], entity: row[2], source: row[3], stream: row[4], first: row[5], version: row[6],
    valid_from: row[7], valid_to: row[8], classes: row[9], refs: row[10], identifiers: row[11], nulls: row[12],
    payload: row[13], digest: row[14], salt: row[15], gone: row[16], sync: row[17], row_digest: row[18], words: row[19],
    since: $seq, until: $seq{{fields}}})
CREATE (r)-[:DESCRIBES {since: $seq, until: $seq}]->(t)

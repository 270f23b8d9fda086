// Relations of provenance, type by type; answers how many of each found both their ends.
CALL () {
  UNWIND $USED AS row
  MATCH (a:ProvActivity {id: row.start})
  WITH a, row
  MATCH (b:ProvEntity {id: row.end})
  CREATE (a)-[x:USED]->(b)
  SET x = row.props
  RETURN count(*) AS made_USED
}
CALL () {
  UNWIND $USED_RECORD AS row
  MATCH (a:ProvActivity {id: row.start})
  WITH a, row
  MATCH (b:Record {id: row.end})
  CREATE (a)-[x:USED]->(b)
  SET x = row.props
  RETURN count(*) AS made_USED_RECORD
}
CALL () {
  UNWIND $WAS_GENERATED_BY AS row
  MATCH (a:ProvEntity {id: row.start})
  WITH a, row
  MATCH (b:ProvActivity {id: row.end})
  CREATE (a)-[x:WAS_GENERATED_BY]->(b)
  SET x = row.props
  RETURN count(*) AS made_WAS_GENERATED_BY
}
CALL () {
  UNWIND $WAS_DERIVED_FROM AS row
  MATCH (a:ProvEntity {id: row.start})
  WITH a, row
  MATCH (b:ProvEntity {id: row.end})
  CREATE (a)-[x:WAS_DERIVED_FROM]->(b)
  SET x = row.props
  RETURN count(*) AS made_WAS_DERIVED_FROM
}
CALL () {
  UNWIND $WAS_ASSOCIATED_WITH AS row
  MATCH (a:ProvActivity {id: row.start})
  WITH a, row
  MATCH (b:ProvAgent {id: row.end})
  CREATE (a)-[x:WAS_ASSOCIATED_WITH]->(b)
  SET x = row.props
  RETURN count(*) AS made_WAS_ASSOCIATED_WITH
}
CALL () {
  UNWIND $ACTED_ON_BEHALF_OF AS row
  MATCH (a:ProvAgent {id: row.start})
  WITH a, row
  MATCH (b:ProvAgent {id: row.end})
  CREATE (a)-[x:ACTED_ON_BEHALF_OF]->(b)
  SET x = row.props
  RETURN count(*) AS made_ACTED_ON_BEHALF_OF
}
CALL () {
  UNWIND $WAS_INFORMED_BY AS row
  MATCH (a:ProvActivity {id: row.start})
  WITH a, row
  MATCH (b:ProvActivity {id: row.end})
  CREATE (a)-[x:WAS_INFORMED_BY]->(b)
  SET x = row.props
  RETURN count(*) AS made_WAS_INFORMED_BY
}
CALL () {
  UNWIND $WAS_REVISION_OF AS row
  MATCH (a:ProvEntity {id: row.start})
  WITH a, row
  MATCH (b:ProvEntity {id: row.end})
  CREATE (a)-[x:WAS_REVISION_OF]->(b)
  SET x = row.props
  RETURN count(*) AS made_WAS_REVISION_OF
}
CALL () {
  UNWIND $CONSIDERED AS row
  MATCH (a:ProvActivity {id: row.start})
  WITH a, row
  MATCH (b:ProvEntity {id: row.end})
  CREATE (a)-[x:CONSIDERED]->(b)
  SET x = row.props
  RETURN count(*) AS made_CONSIDERED
}
CALL () {
  UNWIND $ANSWERS AS row
  MATCH (a:ProvEntity {id: row.start})
  WITH a, row
  MATCH (b:ProvEntity {id: row.end})
  CREATE (a)-[x:ANSWERS]->(b)
  SET x = row.props
  RETURN count(*) AS made_ANSWERS
}
RETURN made_USED AS USED,
       made_USED_RECORD AS USED_RECORD,
       made_WAS_GENERATED_BY AS WAS_GENERATED_BY,
       made_WAS_DERIVED_FROM AS WAS_DERIVED_FROM,
       made_WAS_ASSOCIATED_WITH AS WAS_ASSOCIATED_WITH,
       made_ACTED_ON_BEHALF_OF AS ACTED_ON_BEHALF_OF,
       made_WAS_INFORMED_BY AS WAS_INFORMED_BY,
       made_WAS_REVISION_OF AS WAS_REVISION_OF,
       made_CONSIDERED AS CONSIDERED,
       made_ANSWERS AS ANSWERS

// Entities, activities and agents of provenance, kind by kind; answers how many of each.
CALL () {
  UNWIND $Decision AS row
  CREATE (n:Decision:ProvEntity)
  SET n = row
  RETURN count(*) AS made_Decision
}
CALL () {
  UNWIND $Question AS row
  CREATE (n:Question:ProvEntity)
  SET n = row
  RETURN count(*) AS made_Question
}
CALL () {
  UNWIND $Option AS row
  CREATE (n:Option:ProvEntity)
  SET n = row
  RETURN count(*) AS made_Option
}
CALL () {
  UNWIND $Context AS row
  CREATE (n:Context:ProvEntity)
  SET n = row
  RETURN count(*) AS made_Context
}
CALL () {
  UNWIND $DecisionMaking AS row
  CREATE (n:DecisionMaking:ProvActivity)
  SET n = row
  RETURN count(*) AS made_DecisionMaking
}
CALL () {
  UNWIND $Retrieval AS row
  CREATE (n:Retrieval:ProvActivity)
  SET n = row
  RETURN count(*) AS made_Retrieval
}
CALL () {
  UNWIND $Principal AS row
  CREATE (n:Principal:ProvAgent)
  SET n = row
  RETURN count(*) AS made_Principal
}
RETURN made_Decision AS Decision, made_Question AS Question, made_Option AS Option, made_Context AS Context, made_DecisionMaking AS DecisionMaking, made_Retrieval AS Retrieval, made_Principal AS Principal

// Decisions: what is looked up by URN, the number that every decision moves, and what leads from a record to decisions.
CREATE CONSTRAINT prov_entity_id IF NOT EXISTS FOR (n:ProvEntity) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT prov_activity_id IF NOT EXISTS FOR (n:ProvActivity) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT prov_agent_id IF NOT EXISTS FOR (n:ProvAgent) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT prov_head_id IF NOT EXISTS FOR (n:ProvHead) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT decision_number IF NOT EXISTS FOR (n:Decision) REQUIRE n.number IS UNIQUE;
CREATE INDEX prov_shown_record IF NOT EXISTS FOR (n:ProvShown) ON (n.record);
CREATE INDEX prov_shown_thing IF NOT EXISTS FOR (n:ProvShown) ON (n.thing);
CREATE INDEX quarantined_key IF NOT EXISTS FOR (n:Quarantined) ON (n.key);
MERGE (h:ProvHead {id: 1}) ON CREATE SET h.number = 0;

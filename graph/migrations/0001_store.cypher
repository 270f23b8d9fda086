// The store: what is looked up by id or key, and the head that every change moves.
CREATE CONSTRAINT head_id IF NOT EXISTS FOR (n:Head) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT commit_seq IF NOT EXISTS FOR (n:Commit) REQUIRE n.seq IS UNIQUE;
CREATE CONSTRAINT record_id IF NOT EXISTS FOR (n:Record) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT record_key_until IF NOT EXISTS FOR (n:Record) REQUIRE (n.key, n.until) IS UNIQUE;
CREATE CONSTRAINT thing_id IF NOT EXISTS FOR (n:Thing) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT awaited_key IF NOT EXISTS FOR (n:Awaited) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT identifier_id IF NOT EXISTS FOR (n:Identifier) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT judgement_id IF NOT EXISTS FOR (n:Judgement) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT source_id_until IF NOT EXISTS FOR (n:Source) REQUIRE (n.id, n.until) IS UNIQUE;
CREATE CONSTRAINT stream_id IF NOT EXISTS FOR (n:Stream) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT sync_id IF NOT EXISTS FOR (n:Sync) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT quarantined_id IF NOT EXISTS FOR (n:Quarantined) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT ontology_digest_since IF NOT EXISTS FOR (n:Ontology) REQUIRE (n.digest, n.since) IS UNIQUE;
CREATE INDEX record_stream IF NOT EXISTS FOR (n:Record) ON (n.source, n.stream);
CREATE INDEX judgement_left IF NOT EXISTS FOR (n:Judgement) ON (n.left);
CREATE INDEX judgement_right IF NOT EXISTS FOR (n:Judgement) ON (n.right);
CREATE INDEX commit_at IF NOT EXISTS FOR (n:Commit) ON (n.at);
MERGE (h:Head {id: 1}) ON CREATE SET h.seq = 0;

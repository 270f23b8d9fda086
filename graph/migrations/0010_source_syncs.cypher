// Syncs of whole sources that somebody asked for over HTTP.
CREATE CONSTRAINT source_sync_id IF NOT EXISTS FOR (n:SourceSync) REQUIRE n.id IS UNIQUE;
CREATE INDEX source_sync_source IF NOT EXISTS FOR (n:SourceSync) ON (n.source);

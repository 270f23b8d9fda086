// Syncs are looked up by their stream: there is one for every stream and every time.
CREATE INDEX sync_stream IF NOT EXISTS FOR (n:Sync) ON (n.source, n.stream);

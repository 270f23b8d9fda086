// Quarantine and syncs by stream; rows that were kept before had not left.
CREATE INDEX quarantined_stream IF NOT EXISTS FOR (n:Quarantined) ON (n.source, n.stream);
CREATE INDEX sync_stream IF NOT EXISTS FOR (n:Sync) ON (n.source, n.stream);
MATCH (q:Quarantined) WHERE q.until IS NULL SET q.until = 9007199254740991;

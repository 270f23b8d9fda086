// The ledger: a leaf for everything that must not be altered unnoticed, and the checkpoints that were signed over them.
// Decisions that were made before it are sealed once, late: see graph/backfill.py.
CREATE CONSTRAINT ledger_entry_n IF NOT EXISTS FOR (n:LedgerEntry) REQUIRE n.n IS UNIQUE;
CREATE CONSTRAINT checkpoint_size IF NOT EXISTS FOR (n:Checkpoint) REQUIRE n.size IS UNIQUE;
CREATE INDEX ledger_entry_of IF NOT EXISTS FOR (n:LedgerEntry) ON (n.of);
MERGE (h:ProvHead {id: 1}) SET h.leaves = coalesce(h.leaves, 0), h.peaks = coalesce(h.peaks, []);

// What is looked up beside ids: every version of a key, and things by a name.
CREATE INDEX record_key IF NOT EXISTS FOR (n:Record) ON (n.key);
CREATE INDEX record_name IF NOT EXISTS FOR (n:Record) ON (n.name);

// Policies: texts by digest, who added them, which set is in force; and the agents that are registered.
CREATE CONSTRAINT policy_text_digest IF NOT EXISTS FOR (n:PolicyText) REQUIRE n.digest IS UNIQUE;
CREATE CONSTRAINT policy_added_digest_by IF NOT EXISTS FOR (n:PolicyAdded) REQUIRE (n.digest, n.by) IS UNIQUE;
CREATE INDEX policy_added_digest IF NOT EXISTS FOR (n:PolicyAdded) ON (n.digest);
CREATE INDEX policy_in_force_until IF NOT EXISTS FOR (n:PolicyInForce) ON (n.until);
CREATE INDEX policy_in_force_digest IF NOT EXISTS FOR (n:PolicyInForce) ON (n.digest);
CREATE CONSTRAINT registration_name_version_until IF NOT EXISTS FOR (n:Registration) REQUIRE (n.name, n.version, n.until) IS UNIQUE;
CREATE INDEX registration_name IF NOT EXISTS FOR (n:Registration) ON (n.name);

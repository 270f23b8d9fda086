// Access: who may do what, one node for each time that it was changed, and the keys by which they say who they are.
CREATE CONSTRAINT access_name_until IF NOT EXISTS FOR (n:Access) REQUIRE (n.name, n.until) IS UNIQUE;
CREATE CONSTRAINT access_key_id IF NOT EXISTS FOR (n:AccessKey) REQUIRE n.id IS UNIQUE;
CREATE INDEX access_key_name IF NOT EXISTS FOR (n:AccessKey) ON (n.name);

// Identifiers that records refer to, by which those records are found when somebody else carries the value.
CREATE CONSTRAINT sought_key IF NOT EXISTS FOR (n:Sought) REQUIRE n.key IS UNIQUE;

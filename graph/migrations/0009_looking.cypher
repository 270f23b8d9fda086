// Decisions by what they are about, and records by words of what they call things.
CREATE INDEX decision_subject IF NOT EXISTS FOR (n:Decision) ON (n.subject);
CREATE FULLTEXT INDEX record_words IF NOT EXISTS FOR (n:Record) ON EACH [n.words] OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}};

// When a source is to be synced next, and by whom.
MERGE (c:Claim {id: $source})
SET c.due = $due, c.runner = $runner
RETURN c.id AS id

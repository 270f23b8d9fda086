// Keep a checkpoint, or what has been signed on it since.
MERGE (c:Checkpoint {size: $size})
ON CREATE SET c.at = $at
SET c.note = $note
RETURN c.size AS size

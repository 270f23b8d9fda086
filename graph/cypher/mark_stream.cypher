// Move a stream's cursor, and what its sync has counted, with the batch: not if another sync of it has begun since.
MATCH (s:Stream {id: $stream})
WHERE s.sync = $sync
SET s.cursor = coalesce($cursor, s.cursor)
WITH s
MATCH (y:Sync {id: $sync})
SET y.cursor_to = coalesce($cursor, y.cursor_to), y.status = $status, y.read = y.read + $read, y.new = y.new + $new,
    y.changed = y.changed + $changed, y.gone = y.gone + $gone, y.late = y.late + $late, y.same = y.same + $same,
    y.refused = y.refused + $refused
RETURN y.id AS id

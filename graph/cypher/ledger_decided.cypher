// How many decisions there are, and the largest number of one, whatever their head says.
MATCH (d:Decision)
RETURN count(d) AS decisions, coalesce(max(d.number), 0) AS last

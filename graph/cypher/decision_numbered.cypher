// The decision of a number.
MATCH (d:Decision {number: $number})
RETURN d.id AS id

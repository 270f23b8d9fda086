// When the decision of a number was made.
MATCH (d:Decision {number: $number})
RETURN d.at AS at

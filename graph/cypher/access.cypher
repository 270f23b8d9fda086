// What a principal may do now.
MATCH (a:Access {name: $name, until: $open})
RETURN a {.*} AS access

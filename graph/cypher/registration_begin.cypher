// A version of an agent as it is registered from now on.
CREATE (r:Registration {name: $name, version: $version, owner: $owner, model: $model, tier: $tier,
                        instructions: $instructions, since: $since, by: $by, until: $until})
RETURN r.name AS name

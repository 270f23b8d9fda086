"""What every connector must pass, in words that know no connector: `ingest.testkit` is its door."""

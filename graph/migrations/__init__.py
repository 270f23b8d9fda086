"""The numbered changes to the graph's schema, `NNNN_name.cypher`; see `graph/migrate.py`."""

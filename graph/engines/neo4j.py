"""Neo4j 5.26 and later, wherever it runs."""

from __future__ import annotations

from neo4j import GraphDatabase

from graph.engines.base import Engine
from graph.engines.bolt import SETTINGS, BoltEngine, opened

BATCH = 2000
PATIENCE = 30.0
"""For how many seconds a lost connection is sought: a cluster may be choosing a new leader."""


def open_neo4j(uri: str, user: str, password: str, database: str = "neo4j", *, patience: float = PATIENCE) -> Engine:
    """The graph in `database` of the Neo4j at `uri` (`neo4j://`, `neo4j+s://`, `bolt://` …).

    `patience` is for how many seconds a lost connection is sought.

    Raises:
        Invalid: the address is not one.
        NotFound: there is no such database.
        Refused: the user and the password are not accepted.
        Unavailable: nobody answers there.
    """

    def connect() -> BoltEngine:
        driver = GraphDatabase.driver(uri, auth=(user, password), **SETTINGS)
        return BoltEngine(
            driver, database, "neo4j", BATCH, f"Neo4j at `{uri}`", patience, cluster=uri.startswith("neo4j")
        )

    return opened(connect)

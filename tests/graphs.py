"""Graphs for tests: blank ones, and comparisons of what they hold."""

from __future__ import annotations

from graph.engines.base import Engine
from graph.migrate import migrate

MANY = 10_000


def blank(engine: Engine) -> None:
    """Leave nothing in the graph but its schema and its head, as after the first migration."""
    migrate(engine)
    while wipe(engine) == MANY:
        continue
    engine.write(lambda tx: tx.ask("MERGE (h:Head {id: 1}) ON CREATE SET h.seq = 0"))


def wipe(engine: Engine) -> int:
    """Delete up to `MANY` nodes, and say how many."""
    delete = f"MATCH (n) WHERE NOT n:Migration WITH n LIMIT {MANY} DETACH DELETE n RETURN count(*) AS gone"
    return int(engine.write(lambda tx: tx.ask(delete))[0]["gone"])


def strip(engine: Engine) -> None:
    """Leave nothing at all: no node, no index, no constraint."""
    while wipe(engine) == MANY:
        continue
    engine.write(lambda tx: tx.ask("MATCH (n) DETACH DELETE n"))
    for row in engine.ask("SHOW CONSTRAINTS YIELD name RETURN name"):
        engine.write(lambda tx, name=row["name"]: tx.ask(f"DROP CONSTRAINT `{name}` IF EXISTS"))  # type: ignore[misc]
    for row in engine.ask("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"):
        engine.write(lambda tx, name=row["name"]: tx.ask(f"DROP INDEX `{name}` IF EXISTS"))  # type: ignore[misc]

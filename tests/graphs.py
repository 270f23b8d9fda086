"""Graphs for tests: blank ones, and comparisons of what they hold."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from graph.engines.base import Engine
from graph.engines.embedded import open_embedded
from graph.engines.neo4j import open_neo4j
from graph.migrate import migrate, migrations

MANY = 10_000


def blank(engine: Engine) -> None:
    """Leave nothing in the graph but its schema and its heads, as the migrations leave it."""
    migrate(engine)
    while wipe(engine) == MANY:
        continue
    heads = [one for migration in migrations() for one in migration.statements if one.startswith("MERGE")]
    for statement in heads:
        engine.write(lambda tx, statement=statement: tx.ask(statement))  # type: ignore[misc]


def wipe(engine: Engine) -> int:
    """Delete up to `MANY` nodes, and say how many."""
    delete = f"MATCH (n) WHERE NOT n:Migration WITH n LIMIT {MANY} DETACH DELETE n RETURN count(*) AS gone"
    return int(engine.write(lambda tx: tx.ask(delete))[0]["gone"])


def strip(engine: Engine) -> None:
    """Leave nothing at all: no node, no index, no constraint but the types of properties, which nothing drops."""
    while wipe(engine) == MANY:
        continue
    engine.write(lambda tx: tx.ask("MATCH (n) DETACH DELETE n"))
    unique = "SHOW CONSTRAINTS YIELD name, type WHERE type CONTAINS 'UNIQUE' RETURN name"
    for row in engine.ask(unique):
        engine.write(lambda tx, name=row["name"]: tx.ask(f"DROP CONSTRAINT `{name}` IF EXISTS"))  # type: ignore[misc]
    for row in engine.ask("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"):
        engine.write(lambda tx, name=row["name"]: tx.ask(f"DROP INDEX `{name}` IF EXISTS"))  # type: ignore[misc]


def digest(engine: Engine) -> str:
    """A digest of all that a graph holds: nodes with labels and properties, relations with theirs, whatever order."""
    nodes = engine.ask("MATCH (n) RETURN labels(n) AS labels, n {.*} AS fields")
    relations = engine.ask(
        "MATCH (a)-[x]->(b) RETURN type(x) AS type, x {.*} AS fields, a {.*} AS start, b {.*} AS end"
    )
    told = [repr((sorted(row["labels"]), _sorted(row["fields"]))) for row in nodes]
    told += [repr((row["type"], *(_sorted(row[one]) for one in ("fields", "start", "end")))) for row in relations]
    return hashlib.sha256("\n".join(sorted(told)).encode()).hexdigest()


def _sorted(fields: dict[str, Any]) -> list[tuple[str, Any]]:
    return sorted(fields.items())


def reopen(address: str) -> Engine:
    """The graph of the fixture `address`, in another process."""
    if "://" in address:
        return open_neo4j(*address.split(" "))
    return open_embedded(Path(address))

"""`make bench`: what the engines do here, on this machine, in rows a second and milliseconds.

Figures depend on the machine and on what else it does; compare them only with others of the same hour.
"""

from __future__ import annotations

import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.engines.base import Engine
from graph.engines.embedded import open_embedded, stop_embedded
from graph.engines.neo4j import open_neo4j
from graph.migrate import migrate
from tests import neo4j_server

ROWS, BATCH, ASKS = 50_000, 1_000, 2_000
CREATE = "UNWIND $rows AS row CREATE (:Thing:Entity:Customer {id: row[0], name: row[1], city: row[2]})"
UPDATE = "UNWIND $rows AS row MATCH (t:Thing {id: row[0]}) SET t.city = row[1]"
RELATE = "UNWIND $rows AS row MATCH (a:Thing {id: row[0]}) MATCH (b:Thing {id: row[1]}) CREATE (a)-[:PLACED]->(b)"
HOP = "MATCH (t:Thing {id: $id})-[:PLACED]->(o) RETURN o.id AS id, o.name AS name"


@contextmanager
def embedded(folder: Path) -> Iterator[Engine]:
    """The embedded engine, on a fresh folder."""
    engine = open_embedded(folder)
    try:
        yield engine
    finally:
        engine.close()
        stop_embedded(folder)


@contextmanager
def neo4j(folder: Path) -> Iterator[Engine]:
    """A Neo4j, on a fresh folder."""
    server = neo4j_server.serve(folder, secrets.token_urlsafe(16))
    try:
        engine = open_neo4j(server.uri, server.user, server.password)
        yield engine
        engine.close()
    finally:
        server.kill()


def batches(engine: Engine, cypher: str, row: Callable[[int], list[str]]) -> float:
    """Rows a second of a statement that takes batches of rows."""
    began = time.perf_counter()
    for start in range(0, ROWS, BATCH):
        rows = [row(number) for number in range(start, start + BATCH)]
        engine.write(lambda tx, rows=rows: tx.ask(cypher, rows=rows))  # type: ignore[misc]
    return ROWS / (time.perf_counter() - began)


def asks(engine: Engine) -> list[float]:
    """Milliseconds of each of many small reads."""
    taken = []
    for number in range(ASKS):
        began = time.perf_counter()
        engine.ask(HOP, id=str(number))
        taken.append(1000 * (time.perf_counter() - began))
    return taken


def measure(name: str, engine: Engine) -> None:
    """Measure one engine and print it."""
    migrate(engine)
    print(f"\n{name}")
    print(f"  create a node         {batches(engine, CREATE, lambda n: [str(n), f'name {n}', 'Berlin']):>9,.0f} rows/s")
    print(f"  find and change it    {batches(engine, UPDATE, lambda n: [str(n), 'Paris']):>9,.0f} rows/s")
    print(f"  relate two            {batches(engine, RELATE, lambda n: [str(n), str((n + 1) % ROWS)]):>9,.0f} rows/s")
    taken = asks(engine)
    p95 = statistics.quantiles(taken, n=20)[-1]
    print(f"  read one hop          {statistics.median(taken):>9.2f} ms p50, {p95:.2f} ms p95")


def main() -> int:
    """Measure both engines, or the one that can be started."""
    print(f"{ROWS:,} rows in batches of {BATCH:,}, then {ASKS:,} reads")
    with tempfile.TemporaryDirectory(prefix="throughline-bench-") as folder:
        with embedded(Path(folder, "embedded")) as engine:
            measure("embedded", engine)
        if reason := neo4j_server.obstacle():
            print(f"\nNeo4j is not measured: {reason}")
            return 0
        with neo4j(Path(folder, "neo4j")) as engine:
            measure("Neo4j", engine)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`engines`: what the engines do here with the plainest statements, in rows a second and milliseconds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from bench.places import fresh
from bench.report import Report, median
from graph.engines.base import Engine

ASKS = 2_000
CREATE = "UNWIND $rows AS row CREATE (:Thing:Entity:Customer {id: row[0], name: row[1], city: row[2]})"
UPDATE = "UNWIND $rows AS row MATCH (t:Thing {id: row[0]}) SET t.city = row[1]"
RELATE = "UNWIND $rows AS row MATCH (a:Thing {id: row[0]}) MATCH (b:Thing {id: row[1]}) CREATE (a)-[:PLACED]->(b)"
HOP = "MATCH (t:Thing {id: $id})-[:PLACED]->(o) RETURN o.id AS id, o.name AS name"


def run(kind: str, scale: int, turns: int = 1) -> Report:
    """Measure one engine, with `scale` nodes."""
    with fresh(kind) as place:
        engine = place.engine
        made = _rate(engine, CREATE, scale, lambda number: [str(number), f"name {number}", "Berlin"])
        changed = _rate(engine, UPDATE, scale, lambda number: [str(number), "Paris"])
        related = _rate(engine, RELATE, scale, lambda number: [str(number), str((number + 1) % scale)])
        taken = _asks(engine, scale)
    return Report(
        "engines", kind, scale,
        {
            "create a node, rows a second": made,
            "find and change it, rows a second": changed,
            "relate two, rows a second": related,
            "read one hop, p50 ms": median(taken),
            "read one hop, p95 ms": round(statistics.quantiles(taken, n=20)[-1], 3),
        },
    )  # fmt: skip


def _rate(engine: Engine, cypher: str, scale: int, row: Callable[[int], list[str]]) -> int:
    """Rows a second of a statement that takes batches of rows."""
    began = time.perf_counter()
    for start in range(0, scale, engine.batch):
        rows = [row(number) for number in range(start, min(scale, start + engine.batch))]
        engine.write(lambda tx, rows=rows: tx.ask(cypher, rows=rows))  # type: ignore[misc]
    return round(scale / (time.perf_counter() - began))


def _asks(engine: Engine, scale: int) -> list[float]:
    """Milliseconds of each of many small reads."""
    taken = []
    for number in range(ASKS):
        began = time.perf_counter()
        engine.ask(HOP, id=str(number % scale))
        taken.append(1000 * (time.perf_counter() - began))
    return taken

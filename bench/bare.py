"""The honest rival of the store: a bare driver loop that creates the same nodes and relations from memory.

It knows beforehand what every record becomes, so it compares nothing, reads nothing and keeps no history straight.
What it creates is what a load made of a graph: records with their payloads, things, identifiers, judgements, what is
awaited, and all relations between them, under the same indexes, in transactions of the same number of records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from graph.engines.base import Engine

AGAIN = (
    "UNWIND $rows AS row MATCH (t:Thing {id: row[2]}) MATCH (r:Record {id: row[3]}) "
    "CREATE (r)-[:DESCRIBES {since: row[0], until: row[1]}]->(t)"
)


@dataclass(frozen=True)
class Step:
    """One statement and the rows it is run over."""

    cypher: str
    rows: Sequence[Sequence[Any]]


def dump(engine: Engine) -> list[Step]:
    """What must be created to have the graph again: what others lean on comes first."""
    found = engine.ask("MATCH (n:Thing) RETURN n.id AS id, labels(n) AS labels, n {.*} AS fields")
    steps = _records(engine, {row["id"]: row for row in found})
    for label in ("Identifier", "Judgement", "Awaited"):
        steps += _alone(engine, label)
    steps += _between(engine, "Thing", "Thing", "id")
    steps += _between(engine, "Record", "Awaited", "key")
    return steps


def replay(engine: Engine, steps: Iterable[Step], batch: int) -> None:
    """Create it all, one transaction a batch."""
    for step in steps:
        for start in range(0, len(step.rows), batch):
            rows = step.rows[start : start + batch]
            engine.write(lambda tx, rows=rows, step=step: tx.ask(step.cypher, rows=rows))  # type: ignore[misc]


def _records(engine: Engine, things: dict[str, dict[str, Any]]) -> list[Step]:
    """Records, each with the thing it founds or joins."""
    founding: dict[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], list[list[Any]]] = defaultdict(list)
    joining: dict[tuple[str, ...], list[list[Any]]] = defaultdict(list)
    made: set[str] = set()
    told: set[str] = set()
    again: list[list[Any]] = []
    for row in engine.ask(
        "MATCH (r:Record)-[d:DESCRIBES]->(t:Thing) "
        "RETURN r {.*} AS fields, t.id AS thing, d.since AS since, d.until AS until",
    ):
        fields, thing = row["fields"], things[row["thing"]]
        names = tuple(sorted(fields))
        values = [row["since"], row["until"], row["thing"], *(fields[name] for name in names)]
        if fields["id"] in told:
            again.append([row["since"], row["until"], row["thing"], fields["id"]])
            continue
        told.add(fields["id"])
        if row["thing"] in made:
            joining[names].append(values)
            continue
        made.add(row["thing"])
        shown = tuple(sorted(thing["fields"]))
        key = (names, tuple(sorted(thing["labels"])), shown)
        founding[key].append([*values, *(thing["fields"][name] for name in shown)])
    steps = [Step(_founding(*key), rows) for key, rows in founding.items()]
    steps += [Step(_joining(names), rows) for names, rows in joining.items()]
    return [*steps, Step(AGAIN, again)]


def _founding(names: Sequence[str], labels: Sequence[str], shown: Sequence[str]) -> str:
    return (
        f"UNWIND $rows AS row CREATE (r:Record {_literal(names, 3)}) "
        f"CREATE (t:{':'.join(f'`{one}`' for one in labels)} {_literal(shown, 3 + len(names))}) "
        "CREATE (r)-[:DESCRIBES {since: row[0], until: row[1]}]->(t)"
    )


def _joining(names: Sequence[str]) -> str:
    return (
        f"UNWIND $rows AS row MATCH (t:Thing {{id: row[2]}}) CREATE (r:Record {_literal(names, 3)}) "
        "CREATE (r)-[:DESCRIBES {since: row[0], until: row[1]}]->(t)"
    )


def _alone(engine: Engine, label: str) -> list[Step]:
    groups: dict[tuple[str, ...], list[list[Any]]] = defaultdict(list)
    for row in engine.ask(f"MATCH (n:{label}) RETURN n {{.*}} AS fields"):
        names = tuple(sorted(row["fields"]))
        groups[names].append([row["fields"][name] for name in names])
    return [Step(f"UNWIND $rows AS row CREATE (:{label} {_literal(names, 0)})", rows) for names, rows in groups.items()]


def _between(engine: Engine, start: str, end: str, far: str) -> list[Step]:
    """Relations between nodes that are there, a statement a type."""
    groups: dict[tuple[str, tuple[str, ...]], list[list[Any]]] = defaultdict(list)
    told = f"a.id AS start, b.{far} AS end, type(x) AS type, x {{.*}} AS fields"
    for row in engine.ask(f"MATCH (a:{start})-[x]->(b:{end}) RETURN {told}"):
        names = tuple(sorted(row["fields"]))
        groups[row["type"], names].append([row["start"], row["end"], *(row["fields"][name] for name in names)])
    return [
        Step(
            f"UNWIND $rows AS row MATCH (a:{start} {{id: row[0]}}) MATCH (b:{end} {{{far}: row[1]}}) "
            f"CREATE (a)-[:`{kind}` {_literal(names, 2)}]->(b)",
            rows,
        )
        for (kind, names), rows in groups.items()
    ]


def _literal(names: Sequence[str], offset: int) -> str:
    """A literal map: engines take one in half the time of a parameter that holds a map."""
    return "{" + ", ".join(f"`{name}`: row[{place}]" for place, name in enumerate(names, offset)) + "}"

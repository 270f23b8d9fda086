"""The three systems brought into a graph, and what it holds then, to hold two graphs against each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from graph.model import OPEN
from graph.store import Store
from ingest import sources
from ingest.sample.build import configured
from ingest.sync import sync
from tests.ingest.words import words


def bring(store: Store, folder: Path) -> int:
    """Sync the three systems. Returns how many rows were refused."""
    refused = 0
    for source in configured(folder):
        job = sources.open_source(source, words(), {})
        for one in sync(store, job):
            assert one.status in ("done", "unchanged"), one
            refused += one.refused
        job.connector.close()
    return refused


def present(store: Store) -> dict[str, Any]:
    """What a graph holds now, whatever the ids of its things: each is named by its keys."""
    keys: dict[str, list[str]] = {}
    rows = store.engine.ask(
        "MATCH (r:Record) WHERE r.until = $open AND NOT r.gone RETURN r.key AS key, r.entity AS thing", open=OPEN
    )
    for row in rows:
        keys.setdefault(row["thing"], []).append(row["key"])
    names = {thing: tuple(sorted(found)) for thing, found in keys.items()}
    things = store.engine.ask("MATCH (t:Thing:Entity) RETURN t.id AS id, labels(t) AS labels, properties(t) AS said")
    relations = store.engine.ask(
        "MATCH (a:Thing)-[r]->(b:Thing) WHERE type(r) <> 'FORMERLY' RETURN a.id AS a, type(r) AS type, b.id AS b"
    )
    return {
        "things": {
            names[row["id"]]: (
                sorted(row["labels"]),
                {name: value for name, value in sorted(row["said"].items()) if name not in ("id", "wide_since")},
            )
            for row in things
        },
        "relations": sorted((row["type"], names[row["a"]], names[row["b"]]) for row in relations),
    }

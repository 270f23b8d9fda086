"""The cases of a synced enterprise that are asked about: drawn by seed, with the most related hundredth among them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

from bench.child import synced
from bench.enterprise import SEED, SOURCES, activated, enterprise
from bench.places import Place, fresh
from graph.store import Store
from ontology.loading import load

KEY = b"a key that only the benchmarks know"
ACTION = "refund"
PERCENTILE = 0.99
CASES = (
    "MATCH (c:Case) WITH c MATCH (c)<-[:RAISED]-(k:Customer) "
    "RETURN c.id AS id, count { (k)--() } AS degree ORDER BY degree, id"
)


@contextmanager
def loaded(kind: str, scale: int) -> Iterator[tuple[Place, Store]]:
    """A graph of about so many things, with all that was synced."""
    with enterprise(scale) as folder, fresh(kind) as place:
        activated(place)
        synced(place.address, folder, SOURCES)
        yield place, Store(place.engine, load())


def drawn(store: Store, count: int) -> list[str]:
    """Cases by seed; one in ten has a customer whose degree is the 99th percentile or above."""
    rows = [str(row["id"]) for row in store.engine.ask(CASES)]
    most = rows[int(len(rows) * PERCENTILE) :]
    dice = random.Random(SEED)  # noqa: S311 (a sample, not a secret)
    chosen = dice.sample(rows, min(len(rows), count - count // 10)) + dice.choices(most, k=count // 10)
    dice.shuffle(chosen)
    return chosen

"""`life`: thirty days of an enterprise, whose syncs are killed at random, against one load of how it ends.

Every day its systems move on and are synced; some syncs are killed (SIGKILL) while they run, and begun again. At the
end the graph must verify clean, and hold the same things, facts and relations as a graph that was loaded once.
"""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from bench.child import begun, synced
from bench.enterprise import SEED, SOURCES, activated, enterprise
from bench.places import Place, fresh
from bench.report import Ratio, Report
from graph.store import Store
from ingest.sample.applying import apply
from ontology.loading import load
from tests.ingest.sample.held import present

DAYS = 30
KILLED = 0.5
"""How many of the days see a sync killed, on the average."""


def run(kind: str, scale: int, turns: int = 1, days: int = DAYS) -> Report:
    """Live it once on one engine."""
    began = time.perf_counter()
    with enterprise(scale, days) as folder, fresh(kind) as place:
        activated(place)
        longest = synced(place.address, folder, SOURCES).seconds
        killed = _live(place, folder, days, longest)
        store = Store(place.engine, load())
        wrong, lived = len(store.verify()), present(store)
        commits, _ = store.head()
    with enterprise(scale, days, final=True) as folder, fresh(kind) as place:
        activated(place)
        synced(place.address, folder, SOURCES)
        loaded = present(Store(place.engine, load()))
    other = _differences(lived["things"].items(), loaded["things"].items())
    other += _differences(lived["relations"], loaded["relations"])
    return Report(
        "life", kind, scale,
        {
            "days": days,
            "syncs killed": killed,
            "commits": commits,
            "things": len(lived["things"]),
            "relations": len(lived["relations"]),
            "minutes": round((time.perf_counter() - began) / 60, 1),
        },
        {
            "differences that verify finds": Ratio(wrong, 0, "lower", "what follows from the records held"),
            "differences": Ratio(other, 0, "lower", "one load of the final state in the same run"),
        },
    )  # fmt: skip


def _differences(left: Iterable[object], right: Iterable[object]) -> int:
    """How many are in one and not in the other."""
    return len(set(map(repr, left)) ^ set(map(repr, right)))


def _live(place: Place, folder: Path, days: int, longest: float) -> int:
    """Sync every day, killing some syncs. Returns how many were killed."""
    dice, killed = random.Random(SEED), 0  # noqa: S311 (chance, not a secret)
    for day in range(1, days + 1):
        apply(folder, day)
        if dice.random() < KILLED:
            killed += _kill(place, folder, dice.uniform(0.3, 1.0 + longest / 10))
        synced(place.address, folder, SOURCES)
    return killed


def _kill(place: Place, folder: Path, after: float) -> int:
    """Begin a sync and kill it after some seconds; 1 if it was still running."""
    process = begun(place.address, folder, SOURCES)
    try:
        process.wait(after)
        return 0
    except subprocess.TimeoutExpired:
        process.kill()
        return 1
    finally:
        process.communicate()

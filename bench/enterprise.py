"""The sample enterprise as a benchmark needs it: of so many things, in a folder that goes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.child import synced
from bench.places import Place
from graph.clock import now
from graph.registrations import Registration, register
from graph.store import Store
from ingest.sample.build import build
from ingest.sample.world import World
from ontology import policies
from ontology.loading import load

THINGS = 16
"""About so many things come of one customer: contacts, orders, their lines, invoices, tickets."""

SEED = 7
WARM = 50
SOURCES = ["crm", "erp", "helpdesk"]


@contextmanager
def enterprise(things: int, days: int = 0, final: bool = False) -> Iterator[Path]:
    """A folder with an enterprise of about so many things, as it stands on day 0, or on the last of its days."""
    with tempfile.TemporaryDirectory(prefix="throughline-bench-") as folder:
        yield build(Path(folder, "sample"), World(SEED, max(10, things // THINGS), days), final=final).folder


@contextmanager
def warming() -> Iterator[Path]:
    """A small enterprise, to run every statement once before anything is measured."""
    with enterprise(WARM * THINGS) as folder:
        yield folder


def activated(place: Place) -> None:
    """Put the vocabulary in force, with the shipped policies, and register the agent that decides."""
    words = load()
    shipped = policies.shipped(words)
    with Store(place.engine, words).writer("bench") as writer:
        writer.activate(words, "bench", (shipped.digest, shipped.text))
    register(place.engine, Registration("bench", "1", "bench", "bench", 2, "benchmarks", now(), "bench"))


def warmed(place: Place, folder: Path) -> None:
    """Sync the small enterprise."""
    activated(place)
    synced(place.address, folder, SOURCES)

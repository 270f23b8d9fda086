"""Graphs to measure in: fresh ones, of either engine, whose statements have been run before."""

from __future__ import annotations

import re
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph.engines.base import Engine
from graph.engines.embedded import open_embedded, stop_embedded
from graph.engines.neo4j import open_neo4j
from graph.migrate import migrate
from ontology.errors import Invalid
from tests import neo4j_server
from tests.graphs import blank

ENGINES = ("embedded", "neo4j")


@dataclass(frozen=True)
class Place:
    """An empty graph. `address` opens it in another process, by `tests.graphs.reopen`."""

    kind: str
    engine: Engine
    address: str
    process: Callable[[], int | None]

    @property
    def peak(self) -> int | None:
        """The most memory that the engine's process has had, in MB; None where that is not told."""
        process = self.process()
        return peak_of(str(process)) if process else None


def peak_of(process: str) -> int | None:
    """The most memory that a process has had since it began, in MB; None where that is not told."""
    try:
        told = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return None
    found = re.search(r"VmHWM:\s+(\d+) kB", told)
    return int(found[1]) // 1024 if found else None


def obstacle(kind: str) -> str:
    """Why an engine cannot be measured here; empty when it can."""
    return neo4j_server.obstacle() if kind == "neo4j" else ""


@contextmanager
def fresh(kind: str, warm: Callable[[Place], object] = lambda place: None) -> Iterator[Place]:
    """A graph on a server of its own. `warm` is run first, and what it leaves is wiped: nobody is measured cold.

    Raises:
        Invalid: there is no such engine.
    """
    if kind not in ENGINES:
        raise Invalid(f"no engine `{kind}`", "say `embedded` or `neo4j`")
    opened = _embedded if kind == "embedded" else _neo4j
    with tempfile.TemporaryDirectory(prefix="throughline-bench-") as folder, opened(Path(folder)) as place:
        migrate(place.engine)
        warm(place)
        blank(place.engine)
        yield place


@contextmanager
def _embedded(folder: Path) -> Iterator[Place]:
    engine = open_embedded(folder, heap="2g")

    def process() -> int | None:
        holder = (folder / "engine.lock").read_text().strip()
        return int(holder) if holder.isdigit() else None

    try:
        yield Place("embedded", engine, str(folder), process)
    finally:
        engine.close()
        stop_embedded(folder)


@contextmanager
def _neo4j(folder: Path) -> Iterator[Place]:
    server = neo4j_server.serve(folder, secrets.token_urlsafe(16), heap="2g")
    try:
        engine = open_neo4j(server.uri, server.user, server.password)
        address = f"{server.uri} {server.user} {server.password}"
        yield Place("neo4j", engine, address, lambda: server.process.pid)
        engine.close()
    finally:
        server.kill()

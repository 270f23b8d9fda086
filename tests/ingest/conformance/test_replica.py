"""What the checks take for a sync is one: cut off, resumed and followed up, real graphs hold what the replica holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest

from graph.engines.base import Engine
from graph.model import OPEN
from graph.store import Store
from ingest.compiling import compile_mapping
from ingest.sources import Job, configure
from ingest.sync import sync
from ingest.testkit import Replica, System
from tests.ingest.conformance.desk import DeskSystem
from tests.ingest.conformance.test_ours import CsvSystem, SqliteSystem
from tests.ingest.words import words

MAPPING = """
source: shop
streams:
  people:
    from: STREAM
    classes: [Customer, Organization]
    key: [id]
    fields: {name: name}
"""


class Held:
    """A graph that a system is synced into, in batches of one row."""

    def __init__(self, engine: Engine, system: System) -> None:
        self.store = Store(engine, words())
        self.system = system
        self.mapping = compile_mapping(MAPPING.replace("STREAM", system.stream), words(), "shop")

    def sync(self, cut: int | None = None) -> None:
        source = configure("shop", "files", Path("shop.yaml"), {})
        asked = iter(range(10**6))
        with self.system.opened() as connector:
            job = Job(source, connector, self.mapping)
            sync(self.store, job, deletes=True, stop=lambda: cut is not None and next(asked) > cut)

    @property
    def rows(self) -> dict[str, object]:
        asked = "MATCH (r:Record) WHERE r.until = $open AND NOT r.gone RETURN r.payload AS payload"
        rows = [orjson.loads(row["payload"]) for row in self.store.engine.ask(asked, open=OPEN)]
        return {orjson.dumps([row["id"]]).decode(): row for row in rows}


@pytest.fixture(params=["desk", "file", "table"])
def system(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[System]:
    made: dict[str, Callable[[], System]] = {
        "desk": DeskSystem,
        "file": lambda: CsvSystem(tmp_path),
        "table": lambda: SqliteSystem(tmp_path, cursors={"people": "v"}),
    }
    found = made[request.param]()
    yield found
    found.close()


@pytest.fixture(autouse=True)
def batches_of_one(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "batch", 1)


def test_a_replica_holds_what_a_graph_holds(engine: Engine, system: System) -> None:
    held, replica = Held(engine, system), Replica(system)

    def follow(cut: int | None = None) -> None:
        held.sync(cut)
        with system.opened() as connector:
            replica.sync(connector, cut, sweep=True)

    follow(4)
    follow()
    assert held.rows == replica.rows
    assert len(replica.rows) == system.rows()
    for act in (system.add, system.change, system.delete):
        act()
        follow()
        assert held.rows == replica.rows
        assert len(replica.rows) == system.rows()

"""The laws over a small enterprise: rows that contracts hold back day after day, replayed late, make the same graph."""

from __future__ import annotations

from pathlib import Path

from graph.engines.base import Engine
from graph.model import OPEN
from graph.store import Store
from ingest import sources
from ingest.quarantine import replay_all
from ingest.sample.applying import apply
from ingest.sample.build import build, configured
from ingest.sample.world import World
from tests.graphs import blank
from tests.ingest.sample.held import bring, present
from tests.ingest.words import words

WORLD = World(11, 50, 4)
STRICT = {
    "crm": """
source: crm
streams:
  accounts: {mode: quarantine, others: allow, columns: {Segment: {values: [small, medium]}}, gates: {refused: 1}}
  opportunities: {mode: quarantine, others: allow, columns: {amount: {type: integer, max: 3000000}}}
""",
    "erp": """
source: erp
streams:
  orders: {mode: quarantine, others: allow, columns: {status: {pattern: "[a-m].*"}}, gates: {refused: 1}}
""",
    "helpdesk": """
source: helpdesk
streams:
  tickets: {mode: quarantine, others: allow, columns: {priority: {values: [normal]}}, gates: {refused: 1}}
""",
}


def days(store: Store, folder: Path) -> int:
    """Live all days. Returns how many rows were held back."""
    refused = bring(store, folder)
    for day in range(1, WORLD.days + 1):
        apply(folder, day)
        refused += bring(store, folder)
    return refused


def versions(store: Store) -> dict[str, tuple[int, int]]:
    """Every record version there is, from when until when it holds."""
    rows = store.engine.ask("MATCH (r:Record) RETURN r.id AS id, r.since AS since, r.until AS until")
    return {row["id"]: (row["since"], row["until"]) for row in rows}


def test_rows_held_back_by_contracts_and_replayed_late_make_the_same_graph(engine: Engine, tmp_path: Path) -> None:
    store = Store(engine, words())
    build(tmp_path / "free", WORLD)
    assert days(store, tmp_path / "free") == 0
    free = present(store)
    blank(engine)
    store = Store(engine, words())
    folder = build(tmp_path / "strict", WORLD).folder
    for name, text in STRICT.items():
        (folder / "mappings" / f"{name}.contract.yaml").write_text(text)
    held_back = days(store, folder)
    assert held_back > 30
    without = present(store)
    assert store.verify() == []
    assert set(without["things"]) != set(free["things"])
    for name in STRICT:
        (folder / "mappings" / f"{name}.contract.yaml").unlink()
    fates: set[str] = set()
    for source in configured(folder):
        mapping, contract = sources.rules(source, words())
        found = replay_all(store, source.name, lambda _, m=mapping, c=contract: (m, c), "ann")  # type: ignore[misc]
        fates |= {one.fate for one in found}
    assert fates <= {"written", "same", "late", "gone"}
    late = present(store)
    assert store.verify() == []
    assert late["things"] == free["things"]
    assert late["relations"] == free["relations"]


def test_twice_is_once_and_what_was_read_stays_what_was_read(engine: Engine, tmp_path: Path) -> None:
    store = Store(engine, words())
    folder = build(tmp_path / "sample", WORLD).folder
    bring(store, folder)
    first, head = present(store), store.head()
    bring(store, folder)
    assert (present(store), store.head()) == (first, head)
    then = versions(store)
    apply(folder, WORLD.days)
    bring(store, folder)
    now = versions(store)
    for id_, (since, until) in then.items():
        ended = now[id_][1]
        assert now[id_][0] == since
        assert ended == until or (until == OPEN and ended > head[0])
    assert all(since > head[0] for id_, (since, _) in now.items() if id_ not in then)

"""A small enterprise in a graph: day by day as at once, and held against its truth."""

from __future__ import annotations

from pathlib import Path

from graph.engines.base import Engine
from graph.store import Store
from ingest.sample.applying import apply
from ingest.sample.build import build
from ingest.sample.score import score
from ingest.sample.world import World
from tests.graphs import blank
from tests.ingest.sample.held import bring, present
from tests.ingest.words import words

WORLD = World(7, 60, 5)


def test_change_sets_lead_to_what_one_load_of_the_last_day_gives(engine: Engine, tmp_path: Path) -> None:
    store = Store(engine, words())
    build(tmp_path / "daily", WORLD)
    assert bring(store, tmp_path / "daily") == 0
    first = present(store)
    for day in range(1, WORLD.days + 1):
        apply(tmp_path / "daily", day)
        assert bring(store, tmp_path / "daily") == 0
    assert store.verify() == []
    daily, found = present(store), score(store, tmp_path / "daily")
    assert daily["things"] != first["things"]
    blank(engine)
    build(tmp_path / "final", WORLD, final=True)
    assert bring(store, tmp_path / "final") == 0
    at_once = present(store)
    assert daily["relations"] == at_once["relations"]
    assert daily["things"] == at_once["things"]
    assert score(store, tmp_path / "final") == found
    assert (found.unknown, found.records) == (0, sum(len(keys) for keys in daily["things"]))
    assert found.pairs.precision > 0.95
    assert found.pairs.recall > 0.6

"""A short run of everything at once: syncs, contexts, decisions and Cypher beside each other, on both engines."""

from __future__ import annotations

from pathlib import Path

from bench import soak
from bench.enterprise import SEED
from bench.places import Place
from graph.engines.base import Engine
from graph.store import Store
from ingest.sample.build import build
from ingest.sample.world import World
from ontology.loading import load

SECONDS = 20.0


def test_everything_at_once_goes_well_and_verifies_clean(engine: Engine, address: str, tmp_path: Path) -> None:
    folder = build(tmp_path / "sample", World(SEED, 12, soak.DAYS)).folder
    words = load()
    with Store(engine, words).writer("tests") as writer:
        writer.activate(words, "tests")
    life, differences = soak.lived(Place(engine.name, engine, address, lambda: None), folder, SECONDS)
    assert life.wrong == []
    assert differences == 0
    for work in ("syncs", "contexts", "decisions", "statements in Cypher", "writes refused"):
        assert life.done[work] > 0, work

"""The benchmarks run, tell what they found in one line of JSON, and their rival makes the same graph."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import bare, life
from bench.report import Ratio, Report, median
from graph.engines.base import Engine
from graph.store import Store
from ingest.sample.build import build, configured
from ingest.sample.world import World
from ingest.sources import open_source
from ingest.sync import sync
from ontology.loading import load
from tests.graphs import blank

ROOT = Path(__file__).parents[2]
COUNTS = {
    "nodes": "MATCH (n) WHERE n:Record OR n:Thing OR n:Identifier OR n:Judgement OR n:Awaited OR n:Sought OR n:Commit "
    "RETURN n {.*} AS one",
    "labels": "MATCH (n:Thing) RETURN n.id AS id, labels(n) AS one",
    "relations": "MATCH (a)-[x]->(b) WHERE (a:Record OR a:Thing) AND (b:Thing OR b:Awaited OR b:Sought) "
    "RETURN a.id AS start, type(x) AS type, x {.*} AS one, coalesce(b.id, b.key) AS end",
}


def contents(engine: Engine) -> dict[str, list[str]]:
    told = {}
    for name, cypher in COUNTS.items():
        rows = engine.ask(cypher)
        for row in rows:
            row["one"] = sorted(row["one"]) if isinstance(row["one"], list) else row["one"]
        told[name] = sorted(json.dumps(row, sort_keys=True) for row in rows)
    return told


def test_the_bare_loop_creates_what_a_load_creates(engine: Engine, tmp_path: Path) -> None:
    words = load()
    store = Store(engine, words)
    with store.writer("tests") as writer:
        writer.activate(words, "tests")
    folder = build(tmp_path / "sample", World(3, 12, 0)).folder
    for source in configured(folder):
        job = open_source(source, words, {})
        assert {one.status for one in sync(store, job)} == {"done"}
        job.connector.close()
    loaded, steps = contents(engine), bare.dump(engine)
    assert len(loaded["nodes"]) > 200
    blank(engine)
    bare.replay(engine, steps, 50)
    assert contents(engine) == loaded


def test_a_benchmark_ends_with_one_line_of_json() -> None:
    command = [sys.executable, "-m", "bench", "engines", "--scale", "60", "--engine", "embedded", "--json"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = json.loads(told.splitlines()[-1])
    assert sorted(found) == ["bench", "engine", "figures", "ratios", "scale"]
    assert (found["bench"], found["engine"], found["scale"]) == ("engines", "embedded", 60)
    assert all(value > 0 for value in found["figures"].values())


def test_days_of_killed_syncs_end_as_one_load_ends() -> None:
    found = life.run("embedded", 300, days=3)
    assert found.figures["days"] == 3
    assert {name: one.value for name, one in found.ratios.items()} == {
        "differences that verify finds": 0, "differences": 0,
    }  # fmt: skip


@pytest.mark.parametrize(("better", "value", "reached"), [
    ("higher", 0.7, True), ("higher", 0.69, False), ("lower", 0.7, True), ("lower", 0.71, False),
])  # fmt: skip
def test_a_ratio_tells_whether_its_goal_was_reached(better: str, value: float, reached: bool) -> None:
    ratio = Ratio(value, 0.7, better, "a rival")  # type: ignore[arg-type]
    report = Report("some", "embedded", 10, {}, {"speed": ratio})
    assert ratio.reached is reached
    assert ("reached" if reached else "MISSED") in report.lines()[-1]
    assert json.loads(report.line)["ratios"]["speed"]["value"] == value


def test_the_median_is_of_the_middle() -> None:
    assert median([3.0, 1.0, 100.0]) == 3.0

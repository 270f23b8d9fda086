"""A sync that is killed by SIGKILL at any batch and run again equals one that was never killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.engines.base import Engine
from graph.engines.embedded import open_embedded, stop_embedded
from ingest.sync import sync
from tests.graphs import blank
from tests.ingest.world import MAPPING, Shop, content

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, list[str]]]:
    folder = tmp_path_factory.mktemp("killed")
    engine = open_embedded(folder, idle=30)
    yield engine, ["embedded", str(folder)]
    engine.close()
    stop_embedded(folder)


@pytest.fixture(scope="module")
def neo4j(neo4j_engine: Engine, neo4j_address: tuple[str, str, str]) -> tuple[Engine, list[str]]:
    return neo4j_engine, ["neo4j", *neo4j_address]


@pytest.mark.parametrize("name", ["embedded", "neo4j"])
def test_killed_at_any_batch_and_resumed_equals_never_killed(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    engine, address = request.getfixturevalue(name)
    blank(engine)
    (tmp_path / "shop.yaml").write_text(MAPPING)
    size, shop = engine.batch, Shop(engine, tmp_path)
    shop.customers("A,Ann,,1", "B,Bob,nobody,1", "C,Cid,,1", "A,Anna,,1", "D,Dan,d@x.example,1", "E,Eve,,1")
    shop.orders(*(f"{number},2024-01-01,{'ABCDEZ'[number % 6]}" for number in range(1, 8)))
    sync(shop.store, shop.job)
    expected = content(shop.store)
    blank(engine)
    for rows in (1, 5, 8):
        command = [sys.executable, "-m", "tests.ingest.victim", str(tmp_path), str(rows), *address]
        killed = subprocess.run(command, cwd=REPOSITORY, check=False, capture_output=True)
        assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    sync(shop.store, shop.job)
    assert content(shop.store) == expected
    assert shop.store.verify() == []
    statuses = [one["status"] for one in shop.store.syncs("shop")]
    assert "running" not in statuses
    assert "interrupted" in statuses
    engine.batch = size

"""Syncs in other processes: one that is killed by SIGKILL and run again, and two at once, equal one that ran alone."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from graph.engines.base import Engine
from ingest.sync import sync
from tests.graphs import blank
from tests.ingest.world import MAPPING, Shop, content

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def shop(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setattr(engine, "batch", engine.batch)
    (tmp_path / "shop.yaml").write_text(MAPPING)
    found = Shop(engine, tmp_path)
    found.customers("A,Ann,,1", "B,Bob,nobody,1", "C,Cid,,1", "A,Anna,,1", "D,Dan,d@x.example,1", "E,Eve,,1")
    found.orders(*(f"{number},2024-01-01,{'ABCDEZ'[number % 6]}" for number in range(1, 8)))
    return found


def victim(shop: Shop, address: str, rows: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.ingest.victim", str(shop.folder), str(rows), address]
    return subprocess.Popen(command, cwd=REPOSITORY)


def test_killed_at_any_batch_and_resumed_equals_never_killed(shop: Shop, address: str) -> None:
    sync(shop.store, shop.job)
    expected = content(shop.store)
    blank(shop.store.engine)
    for rows in (1, 5, 8):
        assert victim(shop, address, rows).wait() == -signal.SIGKILL
    sync(shop.store, shop.job)
    assert content(shop.store) == expected
    assert shop.store.verify() == []
    statuses = [one["status"] for one in shop.store.syncs("shop")]
    assert "running" not in statuses
    assert "interrupted" in statuses


def test_two_syncs_of_one_source_at_once_equal_one(shop: Shop, address: str) -> None:
    sync(shop.store, shop.job)
    expected = content(shop.store)
    blank(shop.store.engine)
    both = [victim(shop, address, 10**6) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    assert content(shop.store) == expected
    assert shop.store.verify() == []

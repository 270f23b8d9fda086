"""Rows that a real engine does not take: kept aside with its reason, while all rows around them are written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.engines.base import Engine
from ingest import mapping, poison
from ingest.quarantine import replay_all, tally
from ingest.sync import sync
from tests.ingest.world import Shop, content

HUGE = "x" * 300_000
"""A name beyond what engines index; mappings refuse such names, unless a test lets them pass."""


@pytest.fixture
def shop(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    size = engine.batch
    monkeypatch.setattr(mapping, "INDEXED", frozenset())
    yield Shop(engine, tmp_path, size=20)
    engine.batch = size


def test_a_poison_row_is_kept_aside_with_the_engines_reason(shop: Shop) -> None:
    good = [f"K{number},Name {number},,1" for number in range(12)]
    shop.customers(*good[:7], f"P,{HUGE},,1", *good[7:])
    one, _ = sync(shop.store, shop.job)
    assert (one.status, one.read, one.new, one.refused) == ("done", 13, 12, 1)
    assert len(content(shop.store)["records"]) == 12
    (row,) = shop.store.quarantined("shop")
    assert (row["kind"], row["key"]) == ("engine", '["shop","customers",["P"]]')
    assert row["reason"].startswith("the graph does not take it: ")
    stored = shop.store.sync(one.sync)
    assert stored is not None
    assert (stored["read"], stored["new"], stored["refused"]) == (13, 12, 1)
    assert shop.store.verify() == []
    assert [outcome.status for outcome in sync(shop.store, shop.job)] == ["unchanged", "unchanged"]
    shop.customers(*good, f"P,{HUGE},,1", "L,Last,,1")
    assert sync(shop.store, shop.job)[0].new == 1
    assert len(shop.store.quarantined("shop")) == 1


def test_replayed_it_stays_until_it_can_be_taken(shop: Shop) -> None:
    shop.customers("A,Ann,,1", f"P,{HUGE},,1")
    sync(shop.store, shop.job)
    rules = lambda source: (shop.job.mapping, shop.job.contract)  # noqa: E731
    assert tally(replay_all(shop.store, "shop", rules, "ann")) == {"refused": 1}
    assert len(shop.store.quarantined("shop")) == 1
    assert shop.store.verify() == []


def test_where_everything_fails_the_rows_are_not_blamed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poison, "MOST", 2)
    shop.customers("A,Ann,,1", *(f"P{number},{HUGE},,1" for number in range(4)))
    one, _ = sync(shop.store, shop.job)
    assert one.status == "failed"
    assert shop.store.quarantined("shop") == []

"""Rows that the graph holds as they are: they are not mapped again, and nothing is taken for one that is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.engines.base import Engine
from graph.model import Key
from ingest.connector import Raw, Retry, Skip
from ingest.mapping import StreamMapping
from ingest.sieve import Sieve
from tests.ingest.test_sync import counts, go
from tests.ingest.world import MAPPING, VERSIONED, Shop, content

FOUR = ("A,Ann,,1", "B,Bob,b@x.example,1", "C,Cid,,1", "D,Dan,,1")


@pytest.fixture
def shop(engine: Engine, tmp_path: Path) -> Iterator[Shop]:
    size = engine.batch
    yield Shop(engine, tmp_path, VERSIONED)
    engine.batch = size


@pytest.fixture
def mapped(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the rows that are mapped from here on."""
    found: list[str] = []
    real = StreamMapping.apply

    def noted(self: StreamMapping, raw: Raw) -> object:
        found.append(str(raw.data["id"]))
        return real(self, raw)

    monkeypatch.setattr(StreamMapping, "apply", noted)
    return found


def test_only_rows_that_differ_are_mapped_again(shop: Shop, mapped: list[str]) -> None:
    shop.customers(*FOUR)
    go(shop)
    assert mapped == ["A", "B", "C", "D"]
    mapped.clear()
    shop.customers(FOUR[3], FOUR[0], "B,Bert,b@x.example,2", FOUR[2])
    assert counts(go(shop)["customers"]) == (4, 0, 1, 3, 0, 0)
    assert mapped == ["B"]


def test_another_mapping_maps_every_row(shop: Shop, mapped: list[str]) -> None:
    shop.customers(*FOUR)
    go(shop)
    names = "{Ann: Anna, Bob: Bob, Cid: Cid, Dan: Dan, Dora: Dora}"
    shop.map(VERSIONED.replace("name: name", f"name: {{column: name, values: {names}}}"))
    shop.customers(*FOUR[:3], "D,Dora,,2")
    mapped.clear()
    go(shop)
    assert set(mapped) == {"A", "B", "C", "D"}
    shown = {row["name"] for row in shop.store.engine.ask("MATCH (t:Customer) RETURN t.name AS name")}
    assert shown == {"Anna", "Bob", "Cid", "Dora"}


def test_what_was_erased_or_deleted_is_mapped_when_it_is_still_there(shop: Shop, mapped: list[str]) -> None:
    shop.customers(*FOUR)
    go(shop)
    with shop.store.writer("tests") as writer:
        writer.erase(Key("shop", "customers", ("A",)), "ann")
    shop.customers(FOUR[0], *FOUR[2:])
    mapped.clear()
    assert counts(go(shop)["customers"])[4] == 1
    assert mapped == ["A"]
    shop.customers(*FOUR)
    mapped.clear()
    assert counts(go(shop)["customers"])[2] == 1
    assert mapped == ["B"]


def test_nothing_is_left_of_an_erased_row_to_guess_it_by(shop: Shop) -> None:
    shop.customers(*FOUR)
    go(shop)
    with shop.store.writer("tests") as writer:
        writer.erase(Key("shop", "customers", ("A",)), "ann")
    rows = shop.store.engine.ask("MATCH (r:Record {stream: 'customers'}) RETURN r.key AS key, r.row_digest AS digest")
    told = {row["key"]: row["digest"] for row in rows}
    assert told.pop('["shop","customers",["A"]]') is None
    assert all(told.values())


def test_a_row_that_comes_twice_in_one_reading_is_a_double_whether_it_is_held_or_not(shop: Shop) -> None:
    shop.map(MAPPING)
    shop.customers(*FOUR)
    go(shop)
    shop.customers(FOUR[0], *FOUR)
    assert counts(go(shop)["customers"]) == (5, 0, 0, 4, 0, 1)


def test_a_row_goes_back_to_what_it_was_within_one_reading(shop: Shop) -> None:
    shop.customers(*FOUR)
    go(shop)
    held = content(shop.store)["records"]
    shop.customers("A,Anna,,2", FOUR[0], *FOUR[1:])
    found = go(shop)["customers"]
    assert (found.changed, found.late + found.same) == (1, 4)
    assert content(shop.store)["records"] != held


def test_what_was_read_before_a_failure_comes_before_it(shop: Shop) -> None:
    shop.customers(*FOUR)
    go(shop)
    rows = [Raw({"id": name, "name": "x", "mail": "", "v": "1"}, None, name) for name in "AB"]

    def read() -> Iterator[Raw | Skip]:
        yield rows[0]
        yield Skip("no row", "?", "line 3")
        yield rows[1]
        raise Retry("gone away")

    sieve = Sieve(shop.store, shop.job.mapping.stream("customers"), lambda key: False)
    found: list[str] = []

    def sift() -> None:
        for item, known in sieve.sift(read()):
            assert known is None
            found.append(item.position if isinstance(item, Raw | Skip) else "")

    with pytest.raises(Retry):
        sift()
    assert found == ["A", "line 3", "B"]


def test_a_key_on_its_way_into_the_graph_is_not_taken_for_held(shop: Shop) -> None:
    shop.customers(*FOUR)
    go(shop)
    mapping = shop.job.mapping.stream("customers")
    connector = shop.job.connector
    held = [known for _, known in Sieve(shop.store, mapping, lambda key: False).sift(connector.read("customers", None))]
    busy = [known for _, known in Sieve(shop.store, mapping, lambda key: True).sift(connector.read("customers", None))]
    assert None not in held
    assert busy == [None] * 4


def test_rows_of_long_lists_and_objects_are_looked_up_few_at_once(shop: Shop) -> None:
    shop.store.engine.batch = 1000
    texts = ["x" * 900_000]
    read = 0

    def rows() -> Iterator[Raw]:
        nonlocal read
        for number in range(20):
            read += 1
            yield Raw({"id": f"K{number}", "more": [texts, {"a": texts[0]}, texts][number % 3]}, None, f"row {number}")

    sieve = Sieve(shop.store, shop.job.mapping.stream("customers"), lambda key: False)
    ahead = [read - place for place, _ in enumerate(sieve.sift(rows()))]
    assert len(ahead) == 20
    assert max(ahead) == 5
    odd: list[object] = [[object()], {"a": float("nan")}, ["\ud800"], {1: 2**200}]
    items = [Raw({"id": f"K{number}", "more": one}, None, f"row {number}") for number, one in enumerate(odd)]
    assert [known for _, known in sieve.sift(items)] == [None] * 4

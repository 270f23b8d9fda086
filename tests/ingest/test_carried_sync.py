"""The laws of syncs hold for what rows carry: twice is once, any order gives the same graph, what vanished is gone."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import orjson
import pytest

from graph.engines.base import Engine
from graph.store import Store
from ingest.compiling import compile_mapping
from ingest.connector import find, parse_options
from ingest.progress import Outcome
from ingest.sources import Job, configure
from ingest.sync import sync
from tests.ingest.words import words
from tests.ingest.world import content

MAPPING = """
source: shop
streams:
  orders:
    classes: [Order]
    key: [{column: id, as: integer}]
    version: {column: v, clean: integer}
    deleted: {column: state, values: [deleted]}
    fields: {order_number: id}
    refs:
      placed_by: {stream: buyers}
    carries:
      buyers:
        classes: [Customer, Organization]
        key: [customer.id]
        version: {column: v, clean: integer}
        fields: {name: customer.name}
      lines:
        each: items
        classes: [OrderLine]
        key: [sku]
        fields: {quantity: qty}
        refs: {line_of: {stream: orders}}
"""


OWNING = MAPPING.replace("        key: [customer.id]\n        version: {column: v, clean: integer}\n", "")
"""The same, with a buyer of its own for each order."""


class Orders:
    """A JSON Lines file of orders with their lines and buyers."""

    def __init__(self, engine: Engine, folder: Path, mapping: str = MAPPING) -> None:
        self.folder = folder
        self.store = Store(engine, words())
        engine.batch = 3
        self.map(mapping)

    def map(self, text: str) -> None:
        kind = find("files")
        source = configure("shop", "files", self.folder / "shop.yaml", {"path": str(self.folder)})
        self.job = Job(source, kind(parse_options(kind, source.options), {}), compile_mapping(text, words(), "shop"))

    def put(self, *rows: dict[str, Any]) -> Outcome:
        """Sync a file of these rows."""
        (self.folder / "orders.jsonl").write_bytes(b"\n".join(map(orjson.dumps, rows)) + b"\n")
        return self.sync()

    def sync(self) -> Outcome:
        (outcome,) = sync(self.store, self.job)
        assert outcome.status in {"done", "unchanged"}, outcome.reason
        return outcome

    def keys(self, stream: str) -> list[list[Any]]:
        return [orjson.loads(key)[2] for key in self.store.keys("shop", stream)]


@pytest.fixture
def shop(engine: Engine, tmp_path: Path) -> Orders:
    return Orders(engine, tmp_path)


def order(number: int, *skus: str, v: int = 1, buyer: str = "ALFKI", **more: Any) -> dict[str, Any]:
    """An order with a line for each article."""
    items = [{"sku": sku, "qty": 1} for sku in skus]
    return {"id": number, "v": v, "customer": {"id": buyer, "name": buyer.title()}, "items": items, **more}


def test_rows_bring_what_they_carry_and_twice_is_once(shop: Orders) -> None:
    first = shop.put(order(1, "A", "B"), order(2, "A", buyer="BONAP"), order(3))
    assert (first.read, first.new) == (3, 8)
    assert shop.keys("lines") == [[1, "A"], [1, "B"], [2, "A"]]
    assert shop.keys("buyers") == [["ALFKI"], ["BONAP"]]
    assert len(content(shop.store)["relations"]) == 3
    assert shop.store.verify() == []
    standing = {one.stream: one.records for one in shop.store.status()}
    assert standing == {"orders": 3, "buyers": 2, "lines": 3}
    again = shop.put(order(1, "A", "B"), order(3), order(2, "A", buyer="BONAP"))
    assert (again.new, again.changed, again.gone) == (0, 0, 0)


@pytest.mark.parametrize("deletes", ["sweep", "keep"])
def test_elements_that_leave_their_list_are_gone(shop: Orders, deletes: str) -> None:
    shop.map(MAPPING.replace("    classes: [Order]\n", f"    classes: [Order]\n    deletes: {deletes}\n"))
    shop.put(order(1, "A", "B"), order(2, "A"))
    told = shop.put(order(1, "B", v=2), order(2, "A"))
    assert told.gone == 1
    assert shop.keys("lines") == [[1, "B"], [2, "A"]]
    shop.put(order(1, "A", v=3), order(2, "A"))
    assert shop.keys("lines") == [[1, "A"], [2, "A"]]
    assert shop.store.verify() == []


def test_what_rows_that_are_no_more_carried_is_gone(shop: Orders) -> None:
    shop.put(order(1, "A"), order(2, "B", buyer="BONAP"))
    assert shop.put(order(1, "A")).gone == 3
    assert (shop.keys("lines"), shop.keys("buyers")) == ([[1, "A"]], [["ALFKI"]])


def test_a_row_that_is_refused_keeps_what_it_carried(shop: Orders) -> None:
    shop.put(order(1, "A"), order(2, "B"))
    told = shop.put(order(1, "A") | {"items": [{"sku": "A", "qty": "many"}]}, order(2, "B"))
    assert (told.refused, told.gone) == (1, 0)
    told = shop.put(order(1) | {"items": [{"qty": 1}]})
    assert (told.refused, told.gone) == (1, 0)
    assert told.withheld


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_rows_gives_the_same_graph(shop: Orders, seed: int) -> None:
    rows = [
        order(1, "A", "B"), order(1, "B", v=2), order(1, "B", "C", v=3), order(2, "A", v=4, buyer="BONAP"),
        order(2, v=5, state="deleted"), order(3, "A", v=6), order(3, "B", v=7, state="deleted"),
        order(4, "Z", v=8, buyer="BONAP", name="x"),
    ]  # fmt: skip
    random.Random(seed).shuffle(rows)
    shop.put(*rows)
    assert shop.keys("orders") == [[1], [4]]
    assert shop.keys("lines") == [[1, "B"], [1, "C"], [4, "Z"]]
    assert shop.store.verify() == []


def test_deleted_rows_are_gone_with_what_they_own_and_come_back(shop: Orders) -> None:
    shop.put(order(1, "A"), order(2, "B"))
    assert shop.put(order(1, "A", v=2, state="deleted"), order(2, "B")).gone == 2
    assert (shop.keys("orders"), shop.keys("lines"), shop.keys("buyers")) == ([[2]], [[2, "B"]], [["ALFKI"]])
    shop.put(order(1, "A", v=3), order(2, "B"))
    assert (shop.keys("orders"), shop.keys("lines")) == ([[1], [2]], [[1, "A"], [2, "B"]])
    assert shop.store.verify() == []


def test_of_rows_that_carry_one_thing_otherwise_the_first_counts_and_the_rest_is_told(shop: Orders) -> None:
    shop.map(
        MAPPING.replace("        version: {column: v, clean: integer}\n        fields: {name", "        fields: {name")
    )
    other = order(2) | {"customer": {"id": "ALFKI", "name": "Someone else"}}
    told = shop.put(order(1), other, order(3))
    assert (told.new, told.refused) == (4, 1)
    (row,) = shop.store.quarantined("shop", "buyers")
    assert row["reason"] == "another row that was read before carries it otherwise"
    assert shop.keys("orders") == [[1], [2], [3]]

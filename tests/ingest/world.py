"""A small source for the laws of syncs: files that are written by a test, a job that reads them, what a graph holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from graph.engines.base import Engine
from graph.model import OPEN
from graph.store import Store
from ingest.compiling import compile_mapping
from ingest.connector import Connector, Item, Options, Raw, StreamInfo, find, parse_options
from ingest.sources import Job, configure
from tests.ingest.words import words

MAPPING = """
source: shop
zone: UTC
streams:
  customers:
    classes: [Customer, Organization]
    key: [id]
    fields:
      name: name
      email: {column: mail, clean: email}
  orders:
    classes: [Order]
    key: [{column: id, as: integer}]
    fields:
      ordered_at: day
    refs:
      placed_by: {stream: customers, key: [customer]}
"""
VERSIONED = MAPPING.replace("    key: [id]\n", "    key: [id]\n    version: {column: v, clean: integer}\n")
HEADERS = {"customers": "id,name,mail,v", "orders": "id,day,customer"}


class Shop:
    """A folder of CSV files, and the store that they are synced into."""

    def __init__(self, engine: Engine, folder: Path, mapping: str = MAPPING, size: int = 3) -> None:
        self.folder = folder
        self.store = Store(engine, words())
        engine.batch = size
        self.map(mapping)
        self.customers()
        self.orders()

    def map(self, text: str) -> None:
        """Map by another file."""
        kind = find("files")
        source = configure("shop", "files", self.folder / "shop.yaml", {"path": str(self.folder)}, zone="UTC")
        connector = kind(parse_options(kind, source.options), {})
        self.job = Job(source, connector, compile_mapping(text, words(), "shop", "UTC"))

    def customers(self, *rows: str) -> None:
        self.write("customers", rows)

    def orders(self, *rows: str) -> None:
        self.write("orders", rows)

    def write(self, stream: str, rows: Sequence[str]) -> None:
        (self.folder / f"{stream}.csv").write_text("\n".join([HEADERS[stream], *rows]) + "\n")


def content(store: Store) -> dict[str, Any]:
    """What a graph holds: the digests of present records, the relations, and the rows that were refused."""
    records = store.engine.ask(
        "MATCH (r:Record) WHERE r.until = $open AND NOT r.gone RETURN r.key AS key, r.digest AS digest", open=OPEN
    )
    relations = store.engine.ask("MATCH (a:Thing)-[r:PLACED]->(b:Thing) RETURN a.name AS name, r.keys AS keys")
    refused = store.engine.ask("MATCH (q:Quarantined) RETURN q.id AS id, q.reason AS reason")
    return {
        "records": {row["key"]: row["digest"] for row in records},
        "relations": sorted((row["name"], *row["keys"]) for row in relations),
        "refused": {row["id"]: row["reason"] for row in refused},
    }


class Flaky(Connector):
    """A system that gives what a script says: rows, and errors to raise between them."""

    options_type = Options

    def __init__(self, script: Callable[[Any], Iterator[Item]], incremental: bool = True) -> None:
        self.script = script
        self.incremental = incremental
        self.asked: list[Any] = []
        self.present: list[Mapping[str, Any] | None] = []

    def check(self) -> None:
        return

    def streams(self) -> Sequence[StreamInfo]:
        return [StreamInfo("customers", ("id",), "v" if self.incremental else None)]

    def read(self, stream: str, cursor: Any) -> Iterator[Item]:
        self.asked.append(cursor)
        yield from self.script(cursor)

    def keys(self, stream: str, columns: Sequence[str]) -> Iterator[Mapping[str, Any] | None]:
        yield from self.present


def customer(number: int, name: str = "N") -> Raw:
    """A row of the flaky system."""
    return Raw({"id": str(number), "name": name}, number, f"row {number}")

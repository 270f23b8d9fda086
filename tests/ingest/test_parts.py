"""Many files as one stream: only what has changed is read, where what one file says does not depend on the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from graph.engines.base import Engine
from graph.store import Store
from ingest.compiling import compile_mapping
from ingest.connector import find, parse_options
from ingest.contracts.contract import NO_CONTRACT, SourceContract
from ingest.progress import Outcome
from ingest.sources import Job, configure
from ingest.sync import sync
from tests.graphs import blank
from tests.ingest.contracts.words import source as contracts
from tests.ingest.words import words
from tests.ingest.world import content

APART = """
source: shop
zone: UTC
streams:
  o:
    classes: [Customer, Organization]
    key: [id]
    version: {column: v, clean: integer}
    deletes: keep
    fields: {name: name}
"""


class Files:
    """A pattern of files, and the graph that they are synced into."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.store = Store(engine, words())
        self.folder = folder
        engine.batch = 2

    def put(self, number: int, *rows: str) -> None:
        (self.folder / f"o-{number}.csv").write_text("\n".join(["id,name,v", *rows]) + "\n")

    def go(self, mapping: str = APART, contract: SourceContract = NO_CONTRACT, **terms: Any) -> Outcome:
        options = {"path": str(self.folder / "o-*.csv")}
        job = configure("shop", "files", self.folder / "shop.yaml", options, zone="UTC")
        kind = find("files")
        connector = kind(parse_options(kind, options), {})
        compiled = compile_mapping(mapping, words(), "shop", "UTC")
        (one,) = sync(self.store, Job(job, connector, compiled, contract), sleep=lambda seconds: None, **terms)
        assert self.store.verify() == []
        return one


@pytest.fixture
def files(engine: Engine, tmp_path: Path) -> Iterator[Files]:
    size = engine.batch
    found = Files(engine, tmp_path)
    found.put(1, "A,Ann,1", "B,Bob,1", "C,Cid,1")
    found.put(2, "D,Dan,1", "E,Eve,1")
    assert found.go().read == 5
    yield found
    engine.batch = size


def after(rows: int) -> Callable[[], bool]:
    asked = count()
    return lambda: next(asked) >= rows


def test_of_many_files_only_those_that_changed_are_read(files: Files) -> None:
    assert files.go().status == "unchanged"
    files.put(3, "A,Ann Two,2", "F,Fay,1")
    one = files.go()
    assert (one.read, one.new, one.changed) == (2, 1, 1)
    files.put(1, "A,Ann,1", "B,Bo,2", "C,Cid,1")
    one = files.go()
    assert (one.read, one.changed, one.same) == (3, 1, 2)
    (files.folder / "o-2.csv").unlink()
    assert files.go().read == 0
    assert files.go().status == "unchanged"
    held = content(files.store)["records"]
    assert len(held) == 6


def test_it_is_the_graph_that_reading_all_of_them_gives(files: Files, engine: Engine) -> None:
    files.put(3, "A,Ann Two,2", "F,Fay,1")
    files.go()
    files.put(1, "A,Ann Old,1", "B,Bo,2", "C,Cid,1")
    files.go()
    apart = content(files.store)
    blank(engine)
    files.store = Store(engine, words())
    files.go()
    assert content(files.store) == apart


@pytest.mark.parametrize("rows", [1, 2, 4, 6])
def test_stopped_and_resumed_it_reads_on_among_what_changed(files: Files, rows: int) -> None:
    files.put(3, *(f"N{number},New,1" for number in range(6)))
    files.go(stop=after(rows))
    one = files.go()
    assert one.status in ("done", "unchanged")
    assert len(content(files.store)["records"]) == 11
    assert files.go().status == "unchanged"


WHOLE = {
    "deletes are looked for": APART.replace("    deletes: keep\n", ""),
    "no version tells doubles apart": APART.replace("    version: {column: v, clean: integer}\n", ""),
    "rows carry what others may carry": APART + "    carries:\n      p: {classes: [Person], key: [name]}\n",
}


@pytest.mark.parametrize("why", WHOLE)
def test_all_of_them_are_read_where_one_file_is_not_enough(files: Files, engine: Engine, why: str) -> None:
    files.go(WHOLE[why])
    files.put(3, "F,Fay,1")
    assert files.go(WHOLE[why]).read == 6


def test_all_of_them_are_read_where_the_contract_asks_for_what_is_unique(files: Files) -> None:
    contract = contracts("o: {columns: {id: text, name: text, v: integer}, unique: [name]}", "o")
    files.put(3, "F,Fay,1")
    assert files.go(contract=contract).read == 6

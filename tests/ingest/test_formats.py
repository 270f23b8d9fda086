"""The same rows in whatever format and number of files, cut off and resumed, bring the same into the graph."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from openpyxl import Workbook
from pyarrow import parquet

from graph.engines.base import Engine
from ingest.compiling import compile_mapping
from ingest.connector import find, parse_options
from ingest.sync import sync
from tests.graphs import blank
from tests.ingest.words import words
from tests.ingest.world import Shop, content

HEADER = ["id", "name", "mail", "v"]
ROWS = [
    [f"K{number}", f"Name {number}", f"n{number}@x.example" if number % 4 else "nobody", "1"] for number in range(11)
]
MAPPING = """
source: shop
streams:
  customers:
    from: ORIGIN
    classes: [Customer, Organization]
    key: [id]
    fields: {name: name, email: {column: mail, clean: email}}
"""


def as_csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return text.getvalue().encode()


def one_csv(folder: Path) -> tuple[str, str]:
    (folder / "customers.csv").write_bytes(as_csv(ROWS))
    return "customers.csv", "customers"


def packed(folder: Path) -> tuple[str, str]:
    (folder / "customers.csv.gz").write_bytes(gzip.compress(as_csv(ROWS)))
    return "customers.csv.gz", "customers"


def many(folder: Path) -> tuple[str, str]:
    for place, cut in enumerate((slice(0, 4), slice(4, 4), slice(4, 11))):
        (folder / f"customers-{place}.csv").write_bytes(as_csv(ROWS[cut]))
    return "customers-*.csv", "customers"


def groups(folder: Path) -> tuple[str, str]:
    columns = {name: [row[place] for row in ROWS] for place, name in enumerate(HEADER)}
    parquet.write_table(pa.table(columns), folder / "customers.parquet", row_group_size=4)
    return "customers.parquet", "customers"


def sheet(folder: Path) -> tuple[str, str]:
    made = Workbook()
    for row in (HEADER, *ROWS):
        made.worksheets[0].append(row)
    made.worksheets[0].title = "All of them"
    made.save(folder / "customers.xlsx")
    return "customers.xlsx", "customers/All of them"


@pytest.fixture
def shop(engine: Engine, tmp_path: Path) -> Iterator[Shop]:
    size = engine.batch
    yield Shop(engine, tmp_path)
    engine.batch = size


@pytest.mark.parametrize("write", [packed, many, groups, sheet])
def test_the_format_does_not_matter(shop: Shop, tmp_path: Path, write: Callable[[Path], tuple[str, str]]) -> None:
    def read(write: Callable[[Path], tuple[str, str]], cut: int | None) -> dict[str, Any]:
        blank(shop.store.engine)
        folder = tmp_path / write.__name__
        folder.mkdir(exist_ok=True)
        path, origin = write(folder)
        kind = find("files")
        connector = kind(parse_options(kind, {"path": folder / path}), {})
        mapping = compile_mapping(MAPPING.replace("ORIGIN", origin), words(), "shop", "UTC")
        job = replace(shop.job, connector=connector, mapping=mapping)
        if cut is not None:
            asked = count()
            assert sync(shop.store, job, stop=lambda: next(asked) >= cut)[0].status == "stopped"
        assert sync(shop.store, job)[0].status == "done"
        assert sync(shop.store, job)[0].status == "unchanged"
        assert shop.store.verify() == []
        found = content(shop.store)
        return {"records": found["records"], "refused": sorted(found["refused"].values())}

    expected = read(one_csv, None)
    assert (len(expected["records"]), len(expected["refused"])) == (8, 3)
    assert read(write, None) == expected
    assert read(write, 7) == expected

"""Columns that no row has are told, with the nearest that rows do have."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.engines.base import Engine
from graph.store import Store
from ingest.compiling import compile_mapping
from ingest.connector import find, parse_options
from ingest.sources import Job, configure
from ingest.sync import sync
from ingest.unmet import Unmet
from tests.ingest.words import words

MAPPING = """
source: desk
streams:
  tickets: {classes: [Case], key: [id], fields: {subject: titel, status: state, kind: requester.kind}}
"""


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ('{"id": "1", "title": "Help", "state": "open", "requester": {}}', "no row has `titel`, of 2 read"),
        ('{"id": "1", "titel": "Help", "state": "open", "requester": {"kind": "x"}}', ""),
    ],
)
def test_a_column_that_no_row_has_is_told(engine: Engine, tmp_path: Path, row: str, told: str) -> None:
    (tmp_path / "tickets.jsonl").write_text(f"{row}\n{row.replace('1', '2')}\n")
    source = configure("desk", "files", tmp_path / "desk.yaml", {"path": str(tmp_path)})
    connector = find("files")(parse_options(find("files"), source.options), {})
    job = Job(source, connector, compile_mapping(MAPPING, words(), "desk", "UTC"))
    (one,) = sync(Store(engine, words()), job)
    assert (one.status, one.new) == ("done", 2)
    assert one.told.startswith(told) if told else not one.told
    assert ("`title`" in one.told) is bool(told)


def test_without_rows_nothing_is_unmet() -> None:
    assert Unmet(["a"]).told(0) == ""

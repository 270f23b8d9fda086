"""One build for all tests of the demonstration's data."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from api.demo.build import DemoFiles, build
from tests.api.demo.reading import Systems, read


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return build(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def systems(files: DemoFiles) -> Systems:
    return read(files)


@pytest.fixture
def erp(files: DemoFiles) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(f"file:{files.erp}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    yield database
    database.close()

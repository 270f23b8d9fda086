"""Dates that lie ahead of the present: such a row is taken, and no cursor follows it, so that no change is missed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.engines.base import Engine
from ingest.compiling import compile_mapping
from ingest.connector import Connector, Mark, Raw, find, parse_options
from ingest.connectors.ahead import Ahead
from ingest.sources import Job, configure
from ingest.sync import sync
from tests.ingest.words import words
from tests.ingest.world import Shop, content

PRESENT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MAPPING = """
source: shop
streams:
  customers:
    classes: [Customer, Organization]
    key: [{column: id, as: integer}]
    fields: {name: name}
"""


@pytest.mark.parametrize(
    ("value", "ahead"),
    [
        (PRESENT, False),
        (PRESENT + timedelta(seconds=1), True),
        (PRESENT.astimezone(timezone(timedelta(hours=9))), False),
        (PRESENT.replace(tzinfo=None), False),
        (PRESENT.replace(tzinfo=None, second=1), True),
        (date(2026, 3, 1), False),
        (date(2026, 3, 2), True),
        ("2026-03-01", False),
        ("2026-03-02", True),
        ("2026-03-01 12:00:01", True),
        ("2026-03-01T13:00:00+02:00", False),
        ("2026-03-01T13:00:00-02:00", True),
        ("2026-03-02 11:00:00 Uhr", True),
        ("9999-12-31 23:59:59", True),
        ("infinity", True),
        ("10000-01-01 00:00:00", True),
        ("-infinity", False),
        ("2026-99-99", False),
        ("0000-00-00", False),
        ("99991231", False),
        ("X-9999-12-31", False),
        (99991231, False),
        (None, False),
    ],
)
def test_what_is_ahead_of_the_present(value: Any, ahead: bool) -> None:
    assert Ahead("at", PRESENT).meets(value) is ahead
    assert not Ahead(None, PRESENT).meets(value)


def test_only_what_is_more_than_a_day_ahead_is_told_of() -> None:
    one = Ahead("at", PRESENT)
    assert one.meets(PRESENT + timedelta(hours=14))
    assert one.told == ""
    assert one.meets(PRESENT + timedelta(days=2))
    assert one.told.startswith("1 row has `at` `2026-03-03 12:00:00+00:00`, ahead of the present")
    assert one.meets("9999-12-31")
    assert one.told.startswith("2 rows have `at` up to `9999-12-31`, ahead of the present")


def run(base: Path, script: str) -> None:
    with closing(sqlite3.connect(base)) as connection, connection:
        connection.executescript(script)


def sql(base: Path, page: int = 1000) -> Connector:
    kind = find("sql")
    options = {"url": f"sqlite:///{base}", "cursors": {"customers": "at"}, "page": page}
    return kind(parse_options(kind, options), {})


def ids(connector: Connector, cursor: Any) -> tuple[list[int], Any, str]:
    """The keys that a read gives, the cursor after it, and what it tells."""
    found = list(connector.read("customers", cursor))
    mark = found[-1] if found and isinstance(found[-1], Mark) else Mark(cursor)
    return [one.data["id"] for one in found if isinstance(one, Raw)], mark.cursor, mark.told


TABLE = "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, at TEXT);"


def test_the_cursor_stays_at_the_last_row_that_is_not_ahead(tmp_path: Path) -> None:
    base = tmp_path / "erp.db"
    run(base, TABLE + "INSERT INTO customers VALUES (1, 'A', '2024-01-01'), (2, 'B', '9999-12-31')")
    one = sql(base, page=1)
    found, cursor, told = ids(one, None)
    assert (found, cursor) == ([1, 2], {"from": "2024-01-01"})
    assert "`at` `9999-12-31`" in told
    run(base, "INSERT INTO customers VALUES (3, 'C', '2024-01-02')")
    assert one.count("customers", cursor) == 3
    found, cursor, told = ids(one, cursor)
    assert (found, cursor) == ([1, 3, 2], {"from": "2024-01-02"})
    run(base, "UPDATE customers SET at = '2024-01-03' WHERE id = 2")
    assert ids(one, cursor) == ([3, 2], {"from": "2024-01-03"}, "")


def test_where_every_row_is_ahead_all_are_read_each_time(tmp_path: Path) -> None:
    base = tmp_path / "erp.db"
    run(base, TABLE + "INSERT INTO customers VALUES (1, 'A', '9999-12-30'), (2, 'B', '9999-12-31')")
    found, cursor, _ = ids(sql(base), None)
    assert (found, cursor) == ([1, 2], None)


@pytest.mark.parametrize(
    "cursor",
    [
        {"from": "9999-12-31"},
        {"after": ["9999-12-31", 2]},
        {"after": ["2024-01-01", 1], "edge": "9999-12-31"},
        {"from": {"datetime": "9999-12-31T00:00:00"}},
    ],
)
def test_a_stored_cursor_that_is_ahead_is_begun_anew(tmp_path: Path, cursor: Any) -> None:
    base = tmp_path / "erp.db"
    run(base, TABLE + "INSERT INTO customers VALUES (1, 'A', '2024-01-01'), (2, 'B', '9999-12-31')")
    one = sql(base)
    assert one.count("customers", cursor) == 2
    assert ids(one, cursor)[:2] == ([1, 2], {"from": "2024-01-01"})


@given(
    st.lists(st.sampled_from(["2024-01-01", "2024-01-02", "2025-06-01", "9999-01-01", "9999-12-31"]), max_size=6),
    st.integers(1, 3),
    st.integers(0, 6),
)
def test_from_any_row_all_that_was_not_read_is(
    tmp_path_factory: pytest.TempPathFactory, times: list[str], page: int, cut: int
) -> None:
    base = tmp_path_factory.mktemp("ahead") / "erp.db"
    run(base, TABLE + "".join(f"INSERT INTO customers VALUES ({at}, 'N', '{one}');" for at, one in enumerate(times)))
    connector = sql(base, page)
    read = [one for one in connector.read("customers", None) if isinstance(one, Raw)][:cut]
    reached = next((one.cursor for one in reversed(read) if one.cursor), None)
    rest, cursor, _ = ids(connector, reached)
    assert {one.data["id"] for one in read} | set(rest) == set(range(len(times)))
    run(base, f"INSERT INTO customers VALUES ({len(times)}, 'new', '2025-06-02')")
    assert len(times) in ids(connector, cursor)[0]


def test_a_date_far_ahead_does_not_end_the_changes_of_a_stream(engine: Engine, tmp_path: Path) -> None:
    base = tmp_path / "erp.db"
    run(base, TABLE + "INSERT INTO customers VALUES (1, 'A', '2024-01-01'), (2, 'B', '9999-12-31')")
    shop = Shop(engine, tmp_path)
    source = configure("shop", "sql", tmp_path / "shop.yaml", {"url": f"sqlite:///{base}"}, zone="UTC")
    shop.job = Job(source, sql(base), compile_mapping(MAPPING, words(), "shop", "UTC"))
    (first,) = sync(shop.store, shop.job)
    assert (first.status, first.new) == ("done", 2)
    assert "`at` `9999-12-31`, ahead of the present" in first.told
    run(base, "UPDATE customers SET name = 'changed', at = '2024-02-01' WHERE id = 1")
    run(base, "INSERT INTO customers VALUES (3, 'C', '2024-02-02')")
    (second,) = sync(shop.store, shop.job)
    assert (second.status, second.read, second.new, second.changed, second.same) == ("done", 3, 1, 1, 1)
    run(base, "UPDATE customers SET name = 'mended', at = '2024-02-03' WHERE id = 2")
    (third,) = sync(shop.store, shop.job)
    assert (third.changed, third.told) == (1, "")
    assert len(content(shop.store)["records"]) == 3
    assert shop.store.verify() == []

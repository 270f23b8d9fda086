"""Databases: paging that loses nothing, values that keep their digits, errors that keep secrets."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.connector import Connector, Item, Mark, Raw, Retry, Skip, Stop, find, parse_options
from ingest.connectors import sql_access
from ingest.connectors.values import Unfit, pack, plain, unpack
from ontology.errors import Invalid, NotFound, Refused

PEOPLE = """
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, updated TEXT);
INSERT INTO people VALUES (1, 'Ann', '2024-01-01'), (2, 'Bob', '2024-01-02'), (3, 'Cid', '2024-01-02'),
    (4, 'Dan', NULL);
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return tmp_path / "erp.db"


def run(base: Path, script: str) -> None:
    with closing(sqlite3.connect(base)) as connection, connection:
        connection.executescript(script)


def sql(base: Path, environ: dict[str, str] | None = None, **options: Any) -> Connector:
    kind = find("sql")
    return kind(parse_options(kind, {"url": f"sqlite:///{base}", **options}), environ or {})


def rows(items: Iterator[Item]) -> list[Any]:
    return [tuple(one.data.values()) if isinstance(one, Raw) else one for one in items]


def test_tables_are_described(base: Path) -> None:
    run(base, PEOPLE + "CREATE VIEW named AS SELECT id, name FROM people; CREATE TABLE [Order Details] (a, b);")
    one = sql(base)
    one.check()
    assert [info.name for info in one.streams()] == ["Order Details", "people"]
    info = one.stream("people")
    assert (info.primary_key, info.names, info.incremental) == (("id",), ("id", "name", "updated"), False)
    assert [column.type for column in info.columns] == ["INTEGER", "TEXT", "TEXT"]
    assert one.count("people", None) == 4
    with pytest.raises(Stop, match="no table or view `peple`: did you mean `people`"):
        one.stream("peple")
    assert [info.name for info in sql(base, streams="named, people").streams()] == ["named", "people"]
    with pytest.raises(Stop, match="no table or view `nam`"):
        sql(base, streams="nam").check()


@pytest.mark.parametrize("page", [1, 2, 3, 4, 5])
def test_pages_lose_and_double_nothing(base: Path, page: int) -> None:
    run(base, "CREATE TABLE t (a TEXT, b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID")
    run(base, "INSERT INTO t VALUES ('x', 2), ('x', 1), ('', 0), ('y', 1), ('Y', 1)")
    one = sql(base, page=page)
    found = list(one.read("t", None))
    assert rows(iter(found)) == [("", 0), ("Y", 1), ("x", 1), ("x", 2), ("y", 1)]
    assert found[2].position == "t, a=x, b=1"  # type: ignore[union-attr]
    for place, item in enumerate(found):
        assert rows(one.read("t", item.cursor)) == rows(iter(found))[place + 1 :]


def test_rows_whose_key_is_null_are_read_once(base: Path) -> None:
    run(base, "CREATE TABLE t (a TEXT PRIMARY KEY); INSERT INTO t VALUES (NULL), ('x'), (NULL), ('y')")
    one = sql(base, page=1)
    found = list(one.read("t", None))
    assert rows(iter(found)) == [(None,), (None,), ("x",), ("y",)]
    assert rows(one.read("t", found[2].cursor)) == [("y",)]


def test_a_table_without_a_key_is_read_in_one_go(base: Path) -> None:
    run(base, "CREATE TABLE t (a); INSERT INTO t VALUES (1), (1), (2)")
    found = list(sql(base, page=2).read("t", None))
    assert rows(iter(found)) == [(1,), (1,), (2,)]
    assert {item.cursor for item in found} == {None}


def test_a_declared_key_must_be_unique(base: Path) -> None:
    run(base, PEOPLE + "CREATE VIEW named AS SELECT id, updated FROM people WHERE updated IS NOT NULL;")
    options: dict[str, Any] = {"streams": "named", "page": 1}
    one = sql(base, keys={"named": "id"}, **options)
    assert one.stream("named").primary_key == ("id",)
    assert rows(one.read("named", None)) == [(1, "2024-01-01"), (2, "2024-01-02"), (3, "2024-01-02")]
    with pytest.raises(Stop, match="the key of `named` is not unique: updated=2024-01-02 is there twice"):
        sql(base, keys={"named": "updated"}, **options).stream("named")
    with pytest.raises(Stop, match="`named` has no column `ids`: did you mean `id`"):
        sql(base, keys={"named": "ids"}, **options).stream("named")


def test_by_a_column_that_grows_only_new_and_changed_rows_are_read(base: Path) -> None:
    run(base, PEOPLE)
    one = sql(base, cursors={"people": "updated"}, page=1)
    found = list(one.read("people", None))
    assert [item.data["id"] for item in found if isinstance(item, Raw)] == [4, 1, 2, 3]
    assert found[-1] == Mark({"from": "2024-01-02"})
    assert [row[0] for row in rows(one.read("people", found[2].cursor))[:-1]] == [4, 3]
    run(
        base,
        "UPDATE people SET updated = '2024-01-03' WHERE id = 1; INSERT INTO people VALUES (0, 'Eve', '2024-01-02')",
    )
    again = list(one.read("people", found[-1].cursor))
    assert [item.data["id"] for item in again if isinstance(item, Raw)] == [4, 0, 2, 3, 1]
    assert one.count("people", found[-1].cursor) == 4
    assert [data["id"] for data in one.keys("people", ["id"]) if data] == [0, 1, 2, 3, 4]


def test_nothing_new_leaves_the_cursor_where_it_is(base: Path) -> None:
    run(base, PEOPLE)
    one = sql(base, cursors={"people": "updated"})
    assert rows(one.read("people", {"from": "2025-01-01"})) == [(4, "Dan", None)]


def test_reading_in_order_needs_a_key(base: Path) -> None:
    run(base, "CREATE TABLE t (a, b)")
    with pytest.raises(Stop, match="`t` has no key to read it by `b`"):
        sql(base, cursors={"t": "b"}).stream("t")
    with pytest.raises(Stop, match="`t` has no column `c`"):
        sql(base, cursors={"t": "c"}).stream("t")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(
    keys=st.sets(
        st.tuples(
            st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=3), st.integers(-3, 3)
        ),
        max_size=9,
    ),
    page=st.integers(1, 4),
    cut=st.integers(0, 9),
)
def test_reading_from_any_row_gives_the_rest(tmp_path: Path, keys: set[tuple[str, int]], page: int, cut: int) -> None:
    base = tmp_path / "any.db"
    base.unlink(missing_ok=True)
    run(base, "CREATE TABLE t (a TEXT, b INTEGER, PRIMARY KEY (a, b))")
    with closing(sqlite3.connect(base)) as connection, connection:
        connection.executemany("INSERT INTO t VALUES (?, ?)", keys)
    one = sql(base, page=page)
    whole = list(one.read("t", None))
    assert set(rows(iter(whole))) == keys
    assert len(whole) == len(keys)
    if cut < len(whole):
        assert rows(one.read("t", whole[cut].cursor)) == rows(iter(whole[cut + 1 :]))


VALUES = [
    ("text", "text"),
    (1, 1),
    (2**62, 2**62),
    (2**70, str(2**70)),
    (True, True),
    (None, None),
    (0.1, "0.1"),
    (1e23, "1e+23"),
    (Decimal("10.00"), "10.00"),
    (Decimal("1E+3"), "1000"),
    (Decimal("NaN"), "NaN"),
    (date(2024, 2, 29), "2024-02-29"),
    (datetime(2024, 2, 29, 12, tzinfo=UTC), "2024-02-29T12:00:00+00:00"),
    (time(12, 30), "12:30:00"),
    (timedelta(hours=1, microseconds=5), "PT3600.000005S"),
    (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    (b"abc", "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ([1, {"a": Decimal("1.5")}], [1, {"a": "1.5"}]),
]


@pytest.mark.parametrize(
    ("value", "expected"), VALUES, ids=[type(one[0]).__name__ + str(i) for i, one in enumerate(VALUES)]
)
def test_values_become_plain_without_losing_a_digit(value: Any, expected: Any) -> None:
    assert plain(value, 1000) == expected


@pytest.mark.parametrize(
    ("value", "reason"),
    [("x\0y", "a NUL character"), ("x" * 1001, "longer than 1000"), ("\udce9", "is not utf-8"), (object(), "`object`")],
)
def test_values_that_do_not_fit(value: Any, reason: str) -> None:
    with pytest.raises(Unfit, match=reason):
        plain(value, 1000)


@pytest.mark.parametrize(
    "value",
    [
        "x",
        1,
        None,
        0.1,
        Decimal("1.10"),
        date(2024, 1, 1),
        datetime(2024, 1, 1, tzinfo=UTC),
        UUID(int=7),
        b"\0\1",
        time(1),
    ],
)
def test_cursors_keep_their_types(value: Any) -> None:
    import orjson

    assert unpack(orjson.loads(orjson.dumps(pack(value)))) == value


def test_cursors_of_other_types_are_refused() -> None:
    with pytest.raises(Unfit, match="cannot be of the type"):
        pack([1])


def test_rows_with_values_that_do_not_fit_are_handed_out_with_the_reason(base: Path) -> None:
    run(base, "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b BLOB, c NUMERIC)")
    run(base, "INSERT INTO t VALUES (1, CAST(X'636166E9' AS TEXT), X'00FF', 12.30), (2, 'ok', NULL, 14.0)")
    bad, good = sql(base).read("t", None)
    assert isinstance(bad, Skip)
    assert bad.message == "column `a`: byte 0xe9 is not utf-8"
    assert '"a":"caf\\\\xe9"' in bad.text
    assert '"c":"12.3"' in bad.text
    assert bad.cursor == {"after": [1]}
    assert isinstance(good, Raw)
    assert good.data == {"id": 2, "a": "ok", "b": None, "c": 14}
    run(base, "UPDATE t SET a = replace(hex(zeroblob(1000)), '0', 'x')")
    assert [str(item) for item in sql(base, limit=1000).read("t", None)] == [
        "column `a`: longer than 1000 characters"
    ] * 2


def test_a_database_that_is_not_there_stops_at_once_and_is_not_made(base: Path) -> None:
    with pytest.raises(Stop, match=r"no database `.*`: put it there"):
        sql(base).check()
    assert not base.exists()


def test_what_is_no_database_stops(base: Path) -> None:
    base.write_text("not a database, but long enough to be looked at " * 50)
    with pytest.raises(Stop, match="file is not a database"):
        sql(base).check()


def test_a_database_that_vanishes_mid_read_may_come_back(base: Path) -> None:
    run(base, PEOPLE)
    one = sql(base, page=1)
    found = one.read("people", None)
    first = next(found)
    base.rename(base.with_suffix(".away"))
    with pytest.raises(Retry, match="unable to open database file"):
        next(found)
    base.with_suffix(".away").rename(base)
    assert isinstance(first, Raw)
    assert [row[0] for row in rows(one.read("people", first.cursor))] == [2, 3, 4]


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("DROP TABLE people", "`people` is no longer there"),
        ("ALTER TABLE people RENAME COLUMN name TO called", "the columns of `people` changed while it was read"),
    ],
)
def test_a_table_that_changes_its_shape_mid_read_stops(base: Path, script: str, told: str) -> None:
    run(base, PEOPLE)
    found = sql(base, page=1).read("people", None)
    next(found)
    run(base, script)
    with pytest.raises(Stop, match=told):
        next(found)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://me:hunter2@host/erp", "a password in the URL would be stored"),
        ("postgresql://me@host/erp?sslpassword=hunter2", "`sslpassword` in the URL would be stored"),
        ("sqlite://", "needs the path of its file"),
        ("sqlite:///:memory:", "needs the path of its file"),
        ("hunter2", "not a database URL"),
        ("mysql://me@host:port/erp", "not a database URL"),
    ],
)
def test_addresses_that_cannot_be_stored(url: str, told: str) -> None:
    kind = find("sql")
    with pytest.raises(Invalid) as caught:
        parse_options(kind, {"url": url})
    assert told in str(caught.value)
    assert "hunter2" not in str(caught.value) + repr(caught.value)


def test_a_database_without_its_driver_says_what_to_install() -> None:
    kind = find("sql")
    with pytest.raises(Stop, match="no driver for `nosuch`"):
        kind(parse_options(kind, {"url": "nosuch://me@host/erp"}), {}).check()


def test_the_password_is_looked_up_when_it_is_needed_and_told_nowhere(tmp_path: Path) -> None:
    kind = find("sql")
    options = parse_options(kind, {"url": "postgresql://me@host/erp", "password": {"env": "ERP_PASSWORD"}})
    with pytest.raises(NotFound, match="the environment variable `ERP_PASSWORD` is not set"):
        kind(options, {}).check()
    file = tmp_path / "password"
    file.write_text("hunter2\n")
    file.chmod(0o644)
    options = parse_options(kind, {"url": "postgresql://me@host/erp", "password": {"file": str(file)}})
    with pytest.raises(Refused, match="may be read by others"):
        kind(options, {}).check()
    assert "hunter2" not in repr(options)


def test_errors_of_the_driver_are_told_without_the_password() -> None:
    with pytest.raises(Stop) as caught, sql_access.told("postgresql://me@host/erp", "hunter2"):
        raise OSError("login failed for me with hunter2")
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__

"""MariaDB, and what it has in common with MySQL: types without loss, pages, refusals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from ingest.connector import Connector, Mark, Raw, Stop
from tests.databases import Database


@pytest.fixture
def base(mariadb: Database) -> Iterator[Database]:
    mariadb.run("DROP DATABASE erp", "CREATE DATABASE erp CHARACTER SET utf8mb4")
    yield mariadb
    mariadb.close()


def sql(base: Database, **options: Any) -> Connector:
    return base.connector(**options)


def values(connector: Connector, cursor: Any = None) -> list[Any]:
    return [tuple(one.data.values()) for one in connector.read("t", cursor) if isinstance(one, Raw)]


TYPES = [
    ("decimal(30,10)", "1.10", "1.1000000000"),
    ("bigint unsigned", "18446744073709551615", str(2**64 - 1)),
    ("float", "0.1", "0.1"),
    ("double", "1e23", "1e+23"),
    ("timestamp(6) null", "2024-01-01 12:00:00.5", "2024-01-01T03:00:00.500000"),
    ("datetime", "2024-01-01 12:00:00", "2024-01-01T12:00:00"),
    ("date", "2024-02-29", "2024-02-29"),
    ("date", "0000-00-00", "0000-00-00"),
    ("time", "-30:00:00", "PT-108000S"),
    ("year", "2024", 2024),
    ("boolean", "1", 1),
    ("varbinary(10)", "abc", "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ("enum('a','b')", "b", "b"),
    ("set('a','b')", "a,b", "a,b"),
    ("uuid", "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000001"),
    ("text", "ä😀", "ä😀"),
]


@pytest.mark.parametrize(("kind", "text", "expected"), TYPES, ids=[f"{one[0]}-{i}" for i, one in enumerate(TYPES)])
def test_types_keep_all_that_they_hold(base: Database, kind: str, text: str, expected: Any) -> None:
    base.run(f"CREATE TABLE t (id int PRIMARY KEY, a {kind})", f"INSERT IGNORE INTO t VALUES (1, '{text}'), (2, NULL)")
    assert values(sql(base)) == [(1, expected), (2, None)]


def test_bits_are_numbers(base: Database) -> None:
    base.run("CREATE TABLE t (id int PRIMARY KEY, a bit(10))", "INSERT INTO t VALUES (1, b'1000000001')")
    assert values(sql(base)) == [(1, 513)]


@pytest.mark.parametrize("page", [1, 2, 100])
@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("varchar(5)", ["", "a", "B", "z"]),
        ("decimal(5,2)", ["-1.5", "0.10"]),
        ("datetime", ["2024-01-01", "2024-06-01"]),
    ],
)
def test_pages_lose_and_double_nothing(base: Database, kind: str, keys: list[str], page: int) -> None:
    base.run(f"CREATE TABLE t (k {kind}, n int, PRIMARY KEY (k, n))")
    base.run("INSERT INTO t VALUES " + ", ".join(f"('{key}', {n})" for key in keys for n in (2, 1)))
    one = sql(base, page=page)
    found = [item for item in one.read("t", None) if isinstance(item, Raw)]
    assert [item.data["n"] for item in found] == [1, 2] * len(keys)
    assert len({str(item.data["k"]) for item in found}) == len(keys)
    assert values(one, found[0].cursor) == [tuple(item.data.values()) for item in found[1:]]


def test_a_table_without_a_key_is_streamed(base: Database) -> None:
    base.run("CREATE TABLE t (n int)", "INSERT INTO t SELECT seq % 7 FROM seq_1_to_5000")
    assert sorted(values(sql(base, page=100))) == sorted((number % 7,) for number in range(1, 5001))


def test_late_commits_are_found_by_looking_back(base: Database) -> None:
    base.run("CREATE TABLE t (id int PRIMARY KEY, at datetime)", "INSERT INTO t VALUES (2, '2024-01-01 12:00')")
    one = sql(base, cursors={"t": "at"}, look_back={"t": "2h"})
    cursor = {"from": {"datetime": "2024-01-01T12:00:00"}}
    assert list(one.read("t", None))[-1] == Mark(cursor)
    base.run("INSERT INTO t VALUES (3, '2024-01-01 11:00'), (4, '2024-01-01 09:00')")
    assert [row[0] for row in values(one, cursor)] == [3, 2]


def test_what_is_refused_is_told_without_the_secret(base: Database) -> None:
    with pytest.raises(Stop, match="Access denied") as caught:
        sql(replace(base, password="hunter2-hunter2")).check()
    assert "hunter2" not in str(caught.value) + repr(caught.value)
    with pytest.raises(Stop, match=r"Unknown database|Access denied"):
        sql(replace(base, url=base.url.replace("/erp", "/nosuch"))).check()


def test_an_address_without_a_driver_takes_the_one_that_is_installed(base: Database) -> None:
    base.run("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)")
    for name in ("mysql", "mariadb"):
        assert values(sql(replace(base, url=base.url.replace("mysql+pymysql", name)))) == [(1,)]

"""Postgres as it is: every type without loss, page by page, incrementally with late commits, and no secret told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.compiling import compile_mapping
from ingest.connector import Connector, Item, Mark, Raw, Retry, Skip, Stop
from ingest.sources import Job, configure
from ingest.sync import sync
from tests.databases import Database
from tests.ingest.words import words
from tests.ingest.world import Shop, content


@pytest.fixture
def base(postgres: Database) -> Iterator[Database]:
    postgres.run("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    yield postgres
    postgres.close()


def sql(base: Database, **options: Any) -> Connector:
    return base.connector(**options)


def rows(items: Iterator[Item]) -> list[Any]:
    return [tuple(one.data.values()) if isinstance(one, Raw) else one for one in items]


TYPES = [
    ("numeric(30,10)", "1.10", "1.1000000000"),
    ("numeric", "12345678901234567890.00000000000000000001", "12345678901234567890.00000000000000000001"),
    ("numeric", "NaN", "NaN"),
    ("bigint", "9223372036854775807", 2**63 - 1),
    ("real", "0.1", "0.1"),
    ("double precision", "1e23", "1e+23"),
    ("timestamptz", "2024-01-01 12:00:00.123456+02", "2024-01-01T10:00:00.123456+00:00"),
    ("timestamptz", "infinity", "infinity"),
    ("timestamp", "2024-01-01 12:00", "2024-01-01T12:00:00"),
    ("timestamp", "0044-03-15 BC", "0044-03-15 00:00:00 BC"),
    ("date", "2024-02-29", "2024-02-29"),
    ("date", "-infinity", "-infinity"),
    ("time", "24:00", "24:00:00"),
    ("timetz", "12:30+02", "12:30:00+02:00"),
    ("interval", "1 month 2 days 3.5 seconds", "P1M2DT3.5S"),
    ("boolean", "t", True),
    ("integer[]", "{{1,2},{3,NULL}}", [[1, 2], [3, None]]),
    ("numeric[]", "{1.10}", ["1.10"]),
    ("text[]", '{"a,b",c}', ["a,b", "c"]),
    ("jsonb", '{"a": 0.10, "b": [12345678901234567890]}', {"a": "0.10", "b": ["12345678901234567890"]}),
    ("json", '{"a": 1, "a": 2}', '{"a": 1, "a": 2}'),
    ("bytea", "\\x616263", "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ("uuid", "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000001"),
    ("mood", "fine", "fine"),
    ("inet", "10.0.0.1/8", "10.0.0.1/8"),
    ("int4range", "[1,5)", "[1,5)"),
    ("int4multirange", "{[1,5)}", "{[1,5)}"),
    ("char(3)", "x", "x  "),
    ("bit(3)", "101", "101"),
    ("point", "(1,2)", "(1,2)"),
    ("xml", "<a/>", "<a/>"),
    ("text", "ä😀", "ä😀"),
]


@pytest.mark.parametrize(("kind", "text", "expected"), TYPES, ids=[f"{one[0]}-{i}" for i, one in enumerate(TYPES)])
def test_types_keep_all_that_they_hold(base: Database, kind: str, text: str, expected: Any) -> None:
    base.run("CREATE TYPE mood AS ENUM ('bad', 'fine')")
    base.run(f"CREATE TABLE t (id int PRIMARY KEY, a {kind})", f"INSERT INTO t VALUES (1, '{text}'), (2, NULL)")
    assert rows(sql(base).read("t", None)) == [(1, expected), (2, None)]


KEYS = [
    ("numeric", ["-1.5", "0.10", "1E+20"]),
    ("timestamptz", ["2024-01-01 00:00+00", "2024-01-01 00:00:00.000001+00", "2024-01-01 09:00+00"]),
    ("timestamp", ["2024-01-01 00:00", "2024-06-01 00:00"]),
    ("date", ["2024-01-01", "2024-01-02"]),
    ("uuid", [f"00000000-0000-0000-0000-00000000000{number}" for number in range(3)]),
    ("mood", ["bad", "fine", "great"]),
    ("text", ["", "A", "a", "ä", "z"]),
    ("bytea", ["\\x00", "\\x01ff"]),
    ("smallint", ["-1", "0", "7"]),
    ("inet", ["10.0.0.1", "10.0.0.2"]),
]


@pytest.mark.parametrize(("kind", "values"), KEYS, ids=[one[0] for one in KEYS])
@pytest.mark.parametrize("page", [1, 2])
def test_pages_by_keys_of_any_type_lose_and_double_nothing(
    base: Database, kind: str, values: list[str], page: int
) -> None:
    base.run(
        "CREATE TYPE mood AS ENUM ('bad', 'fine', 'great')", f"CREATE TABLE t (k {kind}, n int, PRIMARY KEY (k, n))"
    )
    base.run("INSERT INTO t VALUES " + ", ".join(f"('{value}', {n})" for value in reversed(values) for n in (2, 1)))
    one = sql(base, page=page)
    found = list(one.read("t", None))
    assert [row[1] for row in rows(iter(found))] == [1, 2] * len(values)
    assert rows(iter(found)) == rows(sql(base, page=100).read("t", None))
    for place, item in enumerate(found):
        assert rows(one.read("t", item.cursor)) == rows(iter(found))[place + 1 :]


def test_a_table_without_a_key_is_streamed(base: Database) -> None:
    base.run("CREATE TABLE t AS SELECT g % 7 AS n FROM generate_series(1, 5000) g")
    found = rows(sql(base, page=100).read("t", None))
    assert sorted(found) == sorted((number % 7,) for number in range(1, 5001))


def test_tables_views_and_schemas_are_described(base: Database) -> None:
    base.run("CREATE SCHEMA IF NOT EXISTS sales", 'DROP TABLE IF EXISTS sales."Order Lines"')
    base.run('CREATE TABLE sales."Order Lines" ("Id" int PRIMARY KEY, at timestamptz, tags numeric(5,2)[])')
    base.run("CREATE TABLE t (id int PRIMARY KEY)", "CREATE VIEW v AS SELECT * FROM t")
    base.run("CREATE MATERIALIZED VIEW m AS SELECT * FROM t")
    info = sql(base, schema="sales").stream("Order Lines")
    assert info.primary_key == ("Id",)
    types = [(column.name, column.type) for column in info.columns]
    assert types == [("Id", "INTEGER"), ("at", "TIMESTAMP WITH TIME ZONE"), ("tags", "NUMERIC(5, 2)[]")]
    assert [one.name for one in sql(base).streams()] == ["t"]
    assert [one.name for one in sql(base, streams="v,m").streams()] == ["v", "m"]


def test_late_commits_are_found_by_looking_back(base: Database) -> None:
    base.run("CREATE TABLE t (id int PRIMARY KEY, at timestamptz)")
    base.run("INSERT INTO t VALUES (1, '2024-01-01 10:00+00'), (2, '2024-01-01 12:00+00')")
    one = sql(base, cursors={"t": "at"}, look_back={"t": "2h"})
    found = list(one.read("t", None))
    cursor = {"from": {"datetime": "2024-01-01T12:00:00+00:00"}}
    assert found[-1] == Mark(cursor)
    base.run("INSERT INTO t VALUES (3, '2024-01-01 11:00+00'), (4, '2024-01-01 09:00+00')")
    again = list(one.read("t", cursor))
    assert [item.data["id"] for item in again if isinstance(item, Raw)] == [1, 3, 2]
    assert again[-1] == Mark(cursor)
    assert one.count("t", cursor) == 3


def test_bytes_that_are_no_text_are_one_row(base: Database) -> None:
    base.run("DROP DATABASE IF EXISTS ascii")
    base.run("CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    other = replace(base, url=base.url.replace("/postgres", "/ascii"))
    readable = replace(other, url=f"{other.url}?client_encoding=utf8")
    readable.run("CREATE TABLE t (id int PRIMARY KEY, a text)")
    readable.run("INSERT INTO t VALUES (1, convert_from('\\x636166e9', 'SQL_ASCII')), (2, 'ok')")
    bad, good = sql(other).read("t", None)
    assert isinstance(bad, Skip)
    assert bad.message == "column `a`: byte 0xe9 is not utf-8"
    assert isinstance(good, Raw)


def test_it_is_only_read(base: Database) -> None:
    base.run("CREATE SEQUENCE s", "CREATE VIEW v AS SELECT nextval('s') AS n")
    with pytest.raises(Stop, match="read-only transaction"):
        list(sql(base, streams="v").read("v", None))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"password": "hunter2"}, "password authentication failed"),
        ({"database": "nosuch"}, 'database "nosuch" does not exist'),
        ({"username": "nosuch"}, "password authentication failed"),
    ],
)
def test_what_is_refused_is_not_tried_again_and_tells_no_secret(
    base: Database, change: dict[str, str], told: str
) -> None:
    import sqlalchemy as sa

    secret = change.pop("password", base.password)
    url = sa.make_url(base.url).set(**change).render_as_string()  # type: ignore[arg-type]
    with pytest.raises(Stop) as caught:
        sql(replace(base, url=url, password=secret)).check()
    assert told in str(caught.value)
    assert secret not in str(caught.value) + repr(caught.value)
    assert caught.value.__suppress_context__


def test_a_server_that_does_not_answer_may_come(base: Database) -> None:
    with pytest.raises(Retry, match="does not answer"):
        sql(replace(base, url="postgresql://me@127.0.0.1:1/erp")).check()


def test_a_connection_that_is_cut_mid_read_may_come_back(base: Database) -> None:
    base.run("CREATE TABLE t AS SELECT g AS id FROM generate_series(1, 5) g", "ALTER TABLE t ADD PRIMARY KEY (id)")
    one = sql(base, page=2)
    found = one.read("t", None)
    first = [next(found), next(found)]
    base.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'throughline'")
    rest = rows(found)
    assert [*rows(iter(first)), *rest] == [(number,) for number in range(1, 6)]


MAPPING = """
source: shop
streams:
  customers:
    classes: [Customer, Organization]
    key: [{column: id, as: integer}]
    version: {column: at}
    fields: {name: name}
"""


@pytest.fixture
def shop(base: Database, embedded_engine: Any, tmp_path: Path) -> Iterator[Shop]:
    from tests.graphs import blank

    blank(embedded_engine)
    size = embedded_engine.batch
    made = Shop(embedded_engine, tmp_path)
    base.run("CREATE TABLE customers (id int PRIMARY KEY, name text, at timestamptz)")
    source = configure("shop", "sql", tmp_path / "shop.yaml", {"url": base.url}, zone="UTC")
    connector = sql(base, cursors={"customers": "at"}, look_back={"customers": "1h"}, page=2)
    made.job = Job(source, connector, compile_mapping(MAPPING, words(), "shop", "UTC"))
    yield made
    embedded_engine.batch = size


def test_looking_back_twice_is_once(shop: Shop, base: Database) -> None:
    rows = "SELECT g, 'N', '2024-01-01 10:00+00'::timestamptz + g * interval '1 min' FROM generate_series(1, 9) g"
    base.run(f"INSERT INTO customers {rows}")
    (one,) = sync(shop.store, shop.job)
    assert (one.status, one.new) == ("done", 9)
    held, head = content(shop.store), shop.store.head()
    (again,) = sync(shop.store, shop.job)
    assert (again.read, again.same, again.changed) == (9, 9, 0)
    assert (content(shop.store), shop.store.head()) == (held, head)
    base.run(
        "INSERT INTO customers VALUES (10, 'late', '2024-01-01 10:00:30+00')", "DELETE FROM customers WHERE id = 1"
    )
    (late,) = sync(shop.store, shop.job)
    assert (late.new, late.gone) == (1, 1)
    assert shop.store.verify() == []

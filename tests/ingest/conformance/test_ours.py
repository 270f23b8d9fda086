"""Our own connectors pass what every connector must."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, ClassVar

import pytest

from ingest.connectors.files import FilesConnector
from ingest.connectors.sql import SqlConnector
from ingest.testkit import Checks, System
from tests.databases import Database


@contextmanager
def set_aside(path: Path) -> Iterator[None]:
    """While it is entered, the file is not there."""
    aside = path.rename(path.with_suffix(".aside"))
    try:
        yield
    finally:
        aside.rename(path)


class CsvSystem(System):
    """A file that others write."""

    kind = FilesConnector
    stream = "people"
    key = ("id",)
    cannot: ClassVar[dict[str, str]] = {
        "tie": "files have no versions",
    }

    def __init__(self, folder: Path) -> None:
        self.path = folder / "people.csv"
        self.options = {"path": str(self.path)}
        self.head = ["id", "name", "town"]
        self.lines = [[str(number), f"n{number}", f"t{number}"] for number in range(1, 8)]
        self._write()

    def _write(self) -> None:
        self.path.write_text("".join(",".join(line) + "\n" for line in [self.head, *self.lines]))

    def rows(self) -> int:
        return len(self.lines)

    def add(self) -> None:
        self.lines.append(["100", "new", "town"])
        self._write()

    def change(self) -> None:
        self.lines[2][1] = "changed"
        self._write()

    def delete(self) -> None:
        del self.lines[3]
        self._write()

    def spoil(self) -> None:
        self.lines[1].append("too much")
        self._write()

    def widen(self) -> None:
        self.head.append("mood")
        for line in self.lines:
            line.append("good")
        self._write()

    def narrow(self) -> None:
        for line in (self.head, *self.lines):
            del line[1]
        self._write()

    @contextmanager
    def away(self) -> Iterator[None]:
        with set_aside(self.path):
            yield

    @contextmanager
    def refuse(self) -> Iterator[None]:
        """What is there is no CSV file."""
        kept = self.path.read_bytes()
        self.path.write_bytes(b"PK\x03\x04" + os.urandom(64))
        try:
            yield
        finally:
            self.path.write_bytes(kept)


class TestFiles(Checks):
    @pytest.fixture
    def system(self, tmp_path: Path) -> System:
        return CsvSystem(tmp_path)


class SqlSystem(System):
    """A table, in whose database statements can be run."""

    kind = SqlConnector
    stream = "people"
    cannot: ClassVar[dict[str, str]] = {}

    def run(self, statement: str) -> list[Any]:
        """Run a statement, and give what it gives."""
        raise NotImplementedError

    def fill(self) -> None:
        self.run("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, town TEXT, v INTEGER)")
        for number in range(1, 8):
            self.run(f"INSERT INTO people VALUES ({number}, 'n{number}', 't{number}', {number // 2})")

    def rows(self) -> int:
        return int(self.run("SELECT count(*) FROM people")[0][0])

    def add(self) -> None:
        self.run("INSERT INTO people VALUES (100, 'new', 'town', 100)")

    def change(self) -> None:
        self.run("UPDATE people SET name = 'changed', v = 200 WHERE id = 3")

    def tie(self) -> None:
        self.run("UPDATE people SET name = 'tied', v = (SELECT max(v) FROM people) WHERE id = 1")

    def delete(self) -> None:
        self.run("DELETE FROM people WHERE id = 4")

    def widen(self) -> None:
        self.run("ALTER TABLE people ADD mood TEXT")
        self.run("UPDATE people SET mood = 'good', v = v + 1")

    def narrow(self) -> None:
        self.run("ALTER TABLE people DROP COLUMN name")


class SqliteSystem(SqlSystem):
    """A table in SQLite, which holds in a column whatever it is given."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.path = folder / "erp.db"
        self.options = {"url": f"sqlite:///{self.path}", "page": 2, **options}
        self.fill()

    def run(self, statement: str) -> list[Any]:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            return connection.execute(statement).fetchall()

    def spoil(self) -> None:
        self.run("UPDATE people SET name = CAST(x'ff00' AS TEXT) WHERE id = 2")

    @contextmanager
    def away(self) -> Iterator[None]:
        with set_aside(self.path):
            yield

    @contextmanager
    def refuse(self) -> Iterator[None]:
        kept = self.path.read_bytes()
        self.path.write_bytes(os.urandom(4096))
        try:
            yield
        finally:
            self.path.write_bytes(kept)


class TestSqlByVersion(Checks):
    @pytest.fixture
    def system(self, tmp_path: Path) -> System:
        return SqliteSystem(tmp_path, cursors={"people": "v"})


class TestSqlByVersionWithLookBack(Checks):
    @pytest.fixture
    def system(self, tmp_path: Path) -> System:
        return SqliteSystem(tmp_path, cursors={"people": "v"}, look_back={"people": "2"})


class TestSqlWhole(Checks):
    @pytest.fixture
    def system(self, tmp_path: Path) -> System:
        return SqliteSystem(tmp_path)


class PostgresSystem(SqlSystem):
    """A table in Postgres, read by a user of its own who has a password."""

    cannot: ClassVar[dict[str, str]] = {"spoil": "what a column holds is of its type"}

    def __init__(self, server: Database) -> None:
        self.server = server
        self.password = "pass+word/for:readers"
        self.run("DROP TABLE IF EXISTS people")
        self.run("DROP ROLE IF EXISTS reader")
        self.run(f"CREATE ROLE reader LOGIN PASSWORD '{self.password}'")
        self.fill()
        self.run("GRANT SELECT ON people TO reader")
        url = server.url.replace("throughline@", "reader@")
        self.options = {"url": url, "page": 2, "cursors": {"people": "v"}, "password": {"env": "ERP"}}
        self.environ = {"ERP": self.password}

    def run(self, statement: str) -> list[Any]:
        return self.server.ask(statement)

    def _end(self) -> None:
        self.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'")

    @contextmanager
    def away(self) -> Iterator[None]:
        self.run("ALTER ROLE reader CONNECTION LIMIT 0")
        self._end()
        try:
            yield
        finally:
            self.run("ALTER ROLE reader CONNECTION LIMIT -1")

    @contextmanager
    def refuse(self) -> Iterator[None]:
        self.run("ALTER ROLE reader PASSWORD 'another'")
        self._end()
        try:
            yield
        finally:
            self.run(f"ALTER ROLE reader PASSWORD '{self.password}'")

    def close(self) -> None:
        self.run("DROP TABLE people")
        self.run("DROP ROLE reader")


class TestSqlOnPostgres(Checks):
    @pytest.fixture
    def system(self, postgres: Database) -> Iterator[System]:
        found = PostgresSystem(postgres)
        yield found
        found.close()

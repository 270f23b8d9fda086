"""A desk in memory, a connector that reads it as it should, and the system that tests handle it by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any, ClassVar

from ingest.connector import Column, Connector, Item, Mark, Options, Raw, Retry, Skip, Stop, StreamInfo
from ingest.secrets import Secret
from ingest.testkit import System

PASSWORD = "hunter2+secret/word"
NUMBERS = count()
DESKS: dict[str, Desk] = {}


class Desk:
    """Rows by id, each with a version `v`; it may be silent, and it may refuse."""

    def __init__(self) -> None:
        self.rows: dict[int, dict[str, Any]] = {}
        self.columns = ["id", "name", "price", "v"]
        self.silent = self.refusing = False
        for number in range(1, 8):
            self.put(number)

    @property
    def newest(self) -> int:
        return max((row["v"] for row in self.rows.values()), default=0)

    def put(self, number: int, v: int | None = None, **more: Any) -> None:
        self.rows[number] = {"id": number, "name": f"n{number}", "price": "9.50", "v": v or self.newest + 1, **more}

    def ask(self, password: str, v: int | None = None, after: int | None = None) -> list[dict[str, Any]]:
        """The rows from version `v` on, or after the row `after` of it, in their order."""
        if self.silent:
            raise ConnectionError("no answer")
        if self.refusing or password != PASSWORD:
            raise PermissionError("not you")
        rows = sorted(self.rows.values(), key=lambda row: (row["v"], row["id"]))
        start = (v or 0, -1 if after is None else after)
        return [{name: row[name] for name in self.columns} for row in rows if (row["v"], row["id"]) > start]


class DeskOptions(Options):
    desk: str
    password: Secret
    page: int = 3


class DeskConnector(Connector):
    """Reads a desk page by page, by version; deletes are found by keys."""

    options_type: ClassVar[type[Options]] = DeskOptions

    def __init__(self, options: DeskOptions, environ: Mapping[str, str]) -> None:
        self.options = options
        self.environ = environ
        self.desk = DESKS[options.desk]

    def check(self) -> None:
        self.ask()

    def streams(self) -> Sequence[StreamInfo]:
        columns = tuple(Column(name) for name in self.desk.columns)
        return [StreamInfo("tickets", ("id",), "v", columns)]

    def read(self, stream: str, cursor: Any) -> Iterator[Item]:
        self.stream(stream)
        v, after = (cursor["v"], cursor["after"]) if cursor else (None, None)
        while page := self.ask(v, after)[: self.options.page]:
            for row in page:
                v, after = row["v"], row["id"]
                yield self.item(row)
        if v is not None:
            yield Mark({"v": v, "after": None})

    def item(self, row: dict[str, Any]) -> Item:
        cursor = {"v": row["v"], "after": row["id"]}
        if row.get("name") is BAD:
            return Skip("the name is none", str(row["id"]), f"ticket {row['id']}", cursor)
        return Raw(row, cursor, f"ticket {row['id']}")

    def keys(self, stream: str, columns: Sequence[str]) -> Iterator[Mapping[str, Any] | None]:
        for row in self.ask():
            yield {name: row[name] for name in row if name in columns}

    def count(self, stream: str, cursor: Any) -> int | None:
        return len(self.desk.rows)

    def ask(self, v: int | None = None, after: int | None = None) -> list[dict[str, Any]]:
        """The rows, the desk's errors told as ours."""
        try:
            return self.desk.ask(self.options.password.reveal(self.environ), v, after)
        except ConnectionError as error:
            raise Retry("the desk does not answer", "look after it") from error
        except PermissionError as error:
            raise Stop("the desk refuses", "mend the password") from error


BAD = object()


class DeskSystem(System):
    """The desk as tests handle it."""

    kind: type[Connector] = DeskConnector
    stream = "tickets"

    def __init__(self, kind: type[Connector] | None = None) -> None:
        self.kind = kind or self.kind
        self.desk = Desk()
        self.name = f"desk-{next(NUMBERS)}"
        DESKS[self.name] = self.desk
        self.options = {"desk": self.name, "password": {"env": "DESK_PASSWORD"}}
        self.environ = {"DESK_PASSWORD": PASSWORD}

    def rows(self) -> int:
        return len(self.desk.rows)

    def add(self) -> None:
        self.desk.put(100)

    def change(self) -> None:
        self.desk.put(2, name="changed")

    def tie(self) -> None:
        self.desk.put(1, self.desk.newest, name="tied")

    def delete(self) -> None:
        del self.desk.rows[3]

    def spoil(self) -> None:
        self.desk.rows[4]["name"] = BAD

    def widen(self) -> None:
        self.desk.columns = [*self.desk.columns, "mood"]
        for row in self.desk.rows.values():
            row["mood"] = "good"

    def narrow(self) -> None:
        self.desk.columns = ["id", "price", "v"]
        for row in self.desk.rows.values():
            row["name"] = None

    @contextmanager
    def away(self) -> Iterator[None]:
        self.desk.silent = True
        try:
            yield
        finally:
            self.desk.silent = False

    @contextmanager
    def refuse(self) -> Iterator[None]:
        self.desk.refusing = True
        try:
            yield
        finally:
            self.desk.refusing = False

    def close(self) -> None:
        del DESKS[self.name]

"""Writing a sample enterprise: the systems as they stand on one day, the change sets of the days after, the truth."""

from __future__ import annotations

import csv
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import orjson

from ingest.sample.layout import FILES, Stream, indexes, schema
from ingest.sample.made import Item, Made, Planted, Row, State

BUFFER = 1 << 22
"""How many bytes of change sets are gathered before they are written."""
ROWS = 5_000
"""How many rows of a table are gathered."""


class _Echo:
    def write(self, text: str) -> str:
        return text


_csv: Any = csv.writer(_Echo(), lineterminator="\n")


def line(stream: Stream, row: Row) -> bytes:
    """A row as it stands in a file of its stream."""
    if stream.kind == "csv":
        return str(_csv.writerow(row)).encode()
    return orjson.dumps(dict(zip(stream.columns, row, strict=True)), option=orjson.OPT_APPEND_NEWLINE)


def header(stream: Stream) -> bytes:
    """What a file begins with."""
    return f"{','.join(stream.columns)}\n".encode() if stream.kind == "csv" else b""


def key_text(key: Sequence[str | int]) -> str:
    """The parts of a key as JSON."""
    return orjson.dumps(key).decode()


def statement(stream: Stream, key: Sequence[str | int], state: State) -> str:
    """What the ERP is told of a record: SQL that puts it as it stands, or deletes it."""
    if state:
        return f"INSERT OR REPLACE INTO {stream.name} VALUES ({', '.join(map(_literal, state[0]))});\n"  # noqa: S608  made, not given
    named = zip(stream.columns, key, strict=False)
    return f"DELETE FROM {stream.name} WHERE {' AND '.join(f'{name} = {_literal(part)}' for name, part in named)};\n"  # noqa: S608


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


class Days:
    """The change sets: a folder for each day, with the rows of files that are new or changed, the SQL for the ERP,
    and the keys of rows that files no longer have."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[tuple[int, str], list[bytes]] = defaultdict(list)
        self._begun: set[tuple[int, str]] = set()
        self._size = 0

    def put(self, day: int, stream: Stream, key: Sequence[str | int], state: State) -> None:
        """A record has another state from this day on."""
        if stream.kind == "sql":
            self._add(day, "erp.sql", statement(stream, key, state).encode())
        elif state:
            self._add(day, stream.path, b"".join(line(stream, row) for row in state), header(stream))
        else:
            gone = f"{stream.path},{key[0]}\n".encode()
            self._add(day, "gone.csv", gone, b"file,key\n")

    def _add(self, day: int, name: str, found: bytes, first: bytes = b"") -> None:
        place = day, name
        if place not in self._begun:
            self._begun.add(place)
            self._held[place].append(first)
        self._held[place].append(found)
        self._size += len(found)
        if self._size > BUFFER:
            self.flush()

    def flush(self) -> None:
        """Write what was gathered."""
        for (day, name), blocks in self._held.items():
            path = self._folder / f"{day:03d}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as file:
                file.writelines(blocks)
        self._held.clear()
        self._size = 0


class Writer:
    """Writes what is made into a folder. `day` is the day on which the systems are to stand; change sets are of the
    days after it."""

    def __init__(self, folder: Path, day: int) -> None:
        self._day = day
        self.records = 0
        self.planted: Counter[str] = Counter()
        for name in ("crm", "erp", "helpdesk", "truth", "days"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self._files: dict[Stream, BinaryIO] = {}
        for stream in FILES:
            self._files[stream] = (folder / stream.path).open("wb")
            self._files[stream].write(header(stream))
        self._database = sqlite3.connect(folder / "erp" / "erp.sqlite", isolation_level=None)
        self._database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {schema()}")
        self._database.execute("BEGIN")
        self._rows: dict[Stream, list[Row]] = defaultdict(list)
        self._clusters = (folder / "truth" / "clusters.csv").open("wb")
        self._clusters.write(b"cluster,source,stream,key\n")
        self._troubles = (folder / "truth" / "planted.jsonl").open("wb")
        self._days = Days(folder / "days")

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in (*self._files.values(), self._clusters, self._troubles):
            file.close()
        if kind is None:
            self._days.flush()
            for stream in list(self._rows):
                self._load(stream)
            self._database.execute("COMMIT")
            self._database.executescript(indexes())
        self._database.close()

    def write(self, item: Item) -> None:
        """Write a record, or a trouble."""
        if isinstance(item, Planted):
            self.planted[item.kind] += 1
            self._troubles.write(_trouble(item))
        else:
            self._record(item)

    def _record(self, one: Made) -> None:
        stream, key = one.stream, one.key
        self.records += 1
        quoted = key_text(key).replace('"', '""')
        for name, cluster in one.truth:
            self._clusters.write(f'{cluster},{stream.source},{name},"{quoted}"\n'.encode())
        now: State = ()
        for day, state in one.history:
            if day <= self._day:
                now = state
            else:
                self._days.put(day, stream, key, state)
        if now:
            self._place(stream, now)

    def _place(self, stream: Stream, state: State) -> None:
        """Put a record as it stands where its system keeps it."""
        if stream.kind != "sql":
            self._files[stream].writelines(line(stream, row) for row in state)
            return
        rows = self._rows[stream]
        rows.append(state[0])
        if len(rows) >= ROWS:
            self._load(stream)

    def _load(self, stream: Stream) -> None:
        marks = ", ".join("?" * len(stream.columns))
        self._database.executemany(f"INSERT INTO {stream.name} VALUES ({marks})", self._rows[stream])  # noqa: S608
        self._rows[stream].clear()


def _trouble(one: Planted) -> bytes:
    body = {
        "kind": one.kind,
        "day": one.day,
        "keys": [{"source": source, "stream": stream, "key": key} for source, stream, key in one.keys],
        "expect": one.expect,
    }
    return orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE)

"""Moves the systems of a sample enterprise to a later day: change sets are merged into the files, and run on the ERP.

All rows of a file stand in the order of their keys, so that merging is one pass over it, in bounded memory but for the
changes themselves. Doing it again changes nothing: what was killed half-way is simply done again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson

from ingest.sample.build import STATE
from ingest.sample.layout import FILES, Stream
from ingest.sample.writing import header
from ontology.errors import Invalid, NotFound

Watch = Callable[[str], None]
"""Is told which file is moved on."""


def state(folder: Path) -> dict[str, int]:
    """Of which seed, customers and days a sample is, and on which day its systems stand.

    Raises:
        NotFound: there is no sample in the folder.
    """
    try:
        return dict(orjson.loads((folder / STATE).read_bytes()))
    except (OSError, ValueError):
        raise NotFound(f"no sample in `{folder}`", "`throughline sample enterprise` makes one") from None


def apply(folder: Path, day: int, watch: Watch = lambda name: None) -> int:
    """Move the systems on to a day. Returns the day on which they stood.

    Raises:
        NotFound: there is no sample in the folder.
        Invalid: the day is past, or there is none such; or a file cannot be written.
    """
    found = state(folder)
    before = found["day"]
    if not before <= day <= found["days"]:
        advice = f"its systems stand on day {before}, its last day is {found['days']}"
        raise Invalid(f"no day `{day}` to move on to", advice)
    days = [folder / "days" / f"{one:03d}" for one in range(before + 1, day + 1)]
    try:
        for stream in FILES:
            watch(stream.path)
            _move_file(folder, stream, days)
        watch("erp/erp.sqlite")
        _move_erp(folder / "erp" / "erp.sqlite", days)
        _replace(folder / STATE, [orjson.dumps({**found, "day": day}, option=orjson.OPT_APPEND_NEWLINE)])
    except (OSError, sqlite3.Error) as error:
        raise Invalid(f"`{folder}` cannot be moved on", str(error).lower()) from error
    return before


def _move_file(folder: Path, stream: Stream, days: Iterable[Path]) -> None:
    changes: dict[Any, list[bytes]] = {}
    for day in days:
        changes.update(_changes(day, stream))
    if changes:
        path = folder / stream.path
        with path.open("rb") as file:
            first = file.readline() if header(stream) else b""
            _replace(path, _merged(first, _groups(file, stream), changes))


def _changes(day: Path, stream: Stream) -> Iterator[tuple[Any, list[bytes]]]:
    """What a change set says of a file: by key, the lines that it has from now on."""
    gone = day / "gone.csv"
    if gone.exists():
        for text in gone.read_text("utf-8").splitlines():
            path, _, key = text.partition(",")
            if path == stream.path:
                yield (key.encode() if stream.kind == "csv" else int(key)), []
    put = day / stream.path
    if put.exists():
        with put.open("rb") as file:
            if header(stream):
                file.readline()
            yield from _groups(file, stream)


def _groups(lines: Iterable[bytes], stream: Stream) -> Iterator[tuple[Any, list[bytes]]]:
    """The lines of each key."""
    key = _text_key if stream.kind == "csv" else _number_key
    for one, group in groupby(lines, key):
        yield one, list(group)


def _text_key(line: bytes) -> bytes:
    return line[: line.index(b",")]


def _number_key(line: bytes) -> int:
    return int(line[line.index(b":") + 1 : line.index(b",")])


def _merged(
    first: bytes, groups: Iterable[tuple[Any, list[bytes]]], changes: dict[Any, list[bytes]]
) -> Iterator[bytes]:
    """The lines of a file with the changes in their places."""
    yield first
    waiting = sorted(changes, reverse=True)
    for key, lines in groups:
        while waiting and waiting[-1] < key:
            yield from changes[waiting.pop()]
        yield from changes[waiting.pop()] if waiting and waiting[-1] == key else lines
    for key in reversed(waiting):
        yield from changes[key]


def _move_erp(path: Path, days: Iterable[Path]) -> None:
    """Run the SQL of change sets, in one transaction."""
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.execute("PRAGMA cache_size = -64000")
        database.execute("BEGIN IMMEDIATE")
        for script in (day / "erp.sql" for day in days):
            if script.exists():
                with script.open(encoding="utf-8") as file:
                    for text in file:
                        database.execute(text)
        database.execute("COMMIT")
    finally:
        database.close()


def _replace(path: Path, lines: Iterable[bytes]) -> None:
    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as file:
        file.writelines(lines)
    draft.replace(path)

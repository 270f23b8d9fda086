"""`resync`: reading the same again, against the first load of it.

Over the files of a CRM and a help desk: the very same files, the same rows in another order, and one row in a hundred
changed. Each is done several times, in turn; the rival is the first load of the same run, by the second.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import orjson

from bench.child import Done, synced
from bench.enterprise import activated, enterprise, warmed, warming
from bench.places import fresh
from bench.report import Ratio, Report, median

FILES = ["crm", "helpdesk"]
SHARE = 100
"""One row in so many is changed."""

TOUCHED = {"activities": "subject", "opportunities": "name", "tickets": "subject", "comments": "body", "users": "name"}
"""By stream, the text that is changed."""


def run(kind: str, scale: int, turns: int = 3) -> Report:
    """Measure one engine."""
    same: list[float] = []
    moved: list[float] = []
    changed: list[float] = []
    with enterprise(scale) as folder, warming() as small, fresh(kind, lambda place: warmed(place, small)) as place:
        activated(place)
        first = synced(place.address, folder, FILES)
        for turn in range(turns):
            same.append(first.seconds / synced(place.address, folder, FILES).seconds)
            _each(folder, lambda lines, turn=turn: _shuffled(lines, turn))  # type: ignore[misc]
            moved.append(_faster(first, synced(place.address, folder, FILES), 0))
            altered = _each(folder, lambda lines, turn=turn: _altered(lines, turn))  # type: ignore[misc]
            changed.append(_faster(first, synced(place.address, folder, FILES), altered))
    rival = "the first load of the same files in the same run"
    return Report(
        "resync", kind, scale,
        {"records": first.records, "first load, records a second": round(first.rate)},
        {
            "identical": Ratio(median(same, 1), 100.0, "higher", rival),
            "re-ordered": Ratio(median(moved, 2), 6.0, "higher", rival),
            "one in a hundred changed": Ratio(median(changed, 2), 4.0, "higher", rival),
        },
    )  # fmt: skip


def _faster(first: Done, again: Done, written: int) -> float:
    """How many times faster; what was to be written must have been."""
    if again.written != written:
        raise AssertionError(f"{again.written} records were written, not {written}")
    return first.seconds / again.seconds


def _each(folder: Path, change: Callable[[list[bytes]], int]) -> int:
    """Change the rows of every file; the sum of what the changes tell."""
    told = 0
    for path in sorted(path for name in FILES for path in (folder / name).iterdir()):
        lines = path.read_bytes().splitlines(keepends=True)
        head = lines[:1] if path.suffix == ".csv" else []
        rows = [path.stem.encode(), *lines[len(head) :]]
        told += change(rows)
        path.write_bytes(b"".join(head + rows[1:]))
    return told


def _shuffled(lines: list[bytes], turn: int) -> int:
    rows = lines[1:]
    random.Random(turn).shuffle(rows)  # noqa: S311 (an order, not a secret)
    lines[1:] = rows
    return 0


def _altered(lines: list[bytes], turn: int) -> int:
    """Change one row in a hundred of a file of objects, by a text that joins nothing."""
    name = TOUCHED.get(lines[0].decode())
    if name is None:
        return 0
    places = range(1 + turn, len(lines), SHARE)
    for place in places:
        row = orjson.loads(lines[place])
        row[name] = f"{row[name]} ({turn})"
        lines[place] = orjson.dumps(row) + b"\n"
    return len(places)

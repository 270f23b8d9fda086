"""What is made: records with their histories, and the troubles that are planted among them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

from ingest.sample.layout import Stream

Row: TypeAlias = tuple[Any, ...]
"""A row of a stream, in the order of its columns."""

State: TypeAlias = tuple[Row, ...]
"""How a record stands in its source: no row when it is deleted; more than one when older ones stand there as well."""

GONE: State = ()


class Made(NamedTuple):
    """A record: its states by day, the first on the day that it arrives; and the things that it truly describes,
    each as the stream that a mapping makes of it, and the cluster."""

    stream: Stream
    key: tuple[str | int, ...]
    history: tuple[tuple[int, State], ...]
    truth: tuple[tuple[str, str], ...]


class Planted(NamedTuple):
    """A trouble: what kind, on which day it shows, in which records (source, stream, key), and what should happen."""

    kind: str
    day: int
    keys: tuple[tuple[str, str, tuple[str | int, ...]], ...]
    expect: str


Item: TypeAlias = Made | Planted


def history(steps: Iterable[tuple[int, State]], days: int) -> tuple[tuple[int, State], ...]:
    """The states of a record by day, from (day, state) in the order of days: what is before day 0 is known on day 0,
    what is after the last day is not known, and of several states on one day the last counts."""
    kept: list[tuple[int, State]] = []
    for when, state in steps:
        day = max(when, 0)
        if day > days:
            break
        if kept and kept[-1][0] == day:
            kept.pop()
        if state or kept:
            kept.append((day, state))
    return tuple(kept)


def made(
    stream: Stream,
    cluster: str,
    steps: Iterable[tuple[int, Row | None]],
    days: int,
    also: tuple[tuple[str, str], ...] = (),
) -> Made | None:
    """A record of rows by day, None where it is deleted; nothing when it does not arrive within the days."""
    found = history(((day, (row,) if row is not None else GONE) for day, row in steps), days)
    if not found:
        return None
    return Made(stream, tuple(found[0][1][0][: stream.key]), found, ((stream.name, cluster), *also))

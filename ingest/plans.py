"""How a pass over a stream reads, and under which terms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ingest.connector import StreamInfo
from ingest.mapping import StreamMapping
from ingest.progress import Watch
from ingest.state import State
from ingest.sweeping import Deletes


@dataclass(frozen=True, slots=True)
class Plan:
    """How a pass reads: from `cursor`, only noting the first `skip` rows; `rows` were handled before it.

    `reading` is the sync that began to read: this one, or the one that this one goes on from.
    """

    info: StreamInfo
    fingerprint: str | None
    tracked: bool
    cursor: object = None
    skip: int = 0
    rows: int = 0
    reading: str = ""


def planned(
    mapping: StreamMapping, info: StreamInfo, fingerprint: str | None, stored: State | None, sync: str
) -> Plan | None:
    """How that sync reads a stream on from where it was left; None when nothing has changed since all was read.

    A stream that was left without a cursor is read from its start.
    """
    exact = all(part.kind is None for part in mapping.parts)
    unique = bool(info.primary_key) and exact and set(mapping.key_columns) == set(info.primary_key)
    plan = Plan(info, fingerprint, tracked=not info.incremental and not unique, reading=sync)
    if stored is None or stored.mapping != mapping.digest:
        return plan
    same = fingerprint is not None and fingerprint == stored.fingerprint
    if stored.complete and same:
        return None
    if plan.tracked:
        resumed = same and not stored.complete
        return replace(plan, skip=stored.rows, reading=stored.reading) if resumed else plan
    if stored.complete:
        return replace(plan, cursor=stored.cursor) if info.incremental else plan
    if stored.cursor is None:
        return plan
    return replace(plan, cursor=stored.cursor, rows=stored.rows, reading=stored.reading)


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which terms streams are synced: how much may be deleted without asking, among others.

    `mapped` are the streams that the source's mapping knows.
    """

    stop: Callable[[], bool]
    watch: Watch
    sleep: Callable[[float], None]
    deletes: Deletes
    mapped: frozenset[str] = frozenset()

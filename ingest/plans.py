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

    `reading` is the sync that began to read: this one, or the one that this one goes on from. `partial`: of a tracked
    stream only those parts are read that have changed.
    """

    info: StreamInfo
    fingerprint: str | None
    tracked: bool
    cursor: object = None
    skip: int = 0
    rows: int = 0
    reading: str = ""
    partial: bool = False

    @property
    def full(self) -> bool:
        """Whether the whole stream is read."""
        return not self.partial and not (self.info.incremental and self.cursor is not None)

    @property
    def paged(self) -> bool:
        """Whether it is by its key alone that the stream is read on."""
        return not (self.tracked or self.info.incremental)


def planned(
    mapping: StreamMapping,
    info: StreamInfo,
    fingerprint: str | None,
    stored: State | None,
    sync: str,
    unique: bool = False,
) -> Plan | None:
    """How that sync reads a stream on from where it was left; None when nothing has changed since all was read.

    A stream that was left without a cursor is read from its start; so is a tracked one, unless its parts can be read
    one without the other. `unique`: its contract asks for columns that are unique in all of it.
    """
    exact = all(part.kind is None for part in mapping.parts)
    keyed = bool(info.primary_key) and exact and set(mapping.key_columns) == set(info.primary_key)
    plan = Plan(info, fingerprint, tracked=not info.incremental and not keyed, reading=sync)
    if stored is None or stored.mapping != mapping.digest:
        return plan
    same = fingerprint is not None and fingerprint == stored.fingerprint
    if stored.complete and same:
        return None
    if plan.tracked:
        if stored.cursor is not None and not unique and _apart(mapping):
            plan = replace(plan, cursor=stored.cursor, partial=True)
        resumed = same and not stored.complete
        return replace(plan, skip=stored.rows, reading=stored.reading) if resumed else plan
    if stored.complete:
        return replace(plan, cursor=stored.cursor) if info.incremental else plan
    if stored.cursor is None:
        return plan
    return replace(plan, cursor=stored.cursor, rows=stored.rows, reading=stored.reading)


def _apart(mapping: StreamMapping) -> bool:
    """Whether what a part of a stream says can be taken without the others.

    Nothing is to be missed in it, of two rows with one key a version tells which is newer, and no other row speaks of
    what one carries.
    """
    return not mapping.sweep and mapping.version is not None and not mapping.carried


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

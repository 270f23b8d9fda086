"""How a pass over a stream reads, and under which terms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ingest.connector import StreamInfo
from ingest.progress import Watch
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

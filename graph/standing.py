"""How streams stand: their records, what they wait for, what was refused, and the last sync."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.engines.base import Engine
from graph.model import OPEN
from graph.questions import cypher
from graph.reader import Snapshot
from graph.syncs import stood


@dataclass(frozen=True, slots=True)
class StreamStatus:
    """How a stream stands: its records, what awaits a target, and the counts of its last sync."""

    source: str
    stream: str
    records: int
    awaiting: int
    quarantined: int
    sync: Mapping[str, Any] | None


def standing(engine: Engine) -> list[StreamStatus]:
    """How every stream stands."""
    return [StreamStatus(**row) for row in engine.ask(cypher("status"), open=OPEN)]


def standing_as_of(then: Snapshot) -> list[StreamStatus]:
    """How every stream that there was stood as of a snapshot.

    A stream that rows of another carry is told with its last sync alone, as long as that had begun by then.
    """
    rows = then.engine.ask(cypher("status_as_of"), seq=then.seq, until=then.until)
    return [StreamStatus(**{**row, "sync": row["sync"] and stood(row["sync"], then.until)}) for row in rows]

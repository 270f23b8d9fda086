"""Syncs of sources that somebody asked for and asks after: what became of them, whichever process runs them.

One that runs gives signs of life; when they stop, or its process has died, it was interrupted.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from graph.clock import now, stamp
from graph.engines.base import Engine, Transaction
from graph.processes import dead, signature
from graph.questions import cypher

TERM = timedelta(seconds=60)
BEAT = 2.0
"""Seconds between two signs of life, which tell how far it is."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A sync of a source as it is asked for. `asked` is a digest of what for; one `id` is one sync."""

    id: str
    source: str
    by: str
    asked: str
    dry: bool
    started: str = field(default_factory=now)


def begin(tx: Transaction, one: Asking) -> bool:
    """Store that it begins; False when there is one of that id already."""
    mark = secrets.token_hex(8)
    rows = tx.ask(
        cypher("source_sync_begin"), id=one.id, source=one.source, by=one.by, asked=one.asked, dry=one.dry,
        started=one.started, owner=signature("sync"), expires=_expiry(), mark=mark,
    )  # fmt: skip
    return bool(rows[0]["made"])


def keep(engine: Engine, id_: str, streams: str, progress: str | None) -> None:
    """Give a sign of life: the streams that are done and where the present one is, as JSON."""
    given = {"id": id_, "expires": _expiry(), "streams": streams, "progress": progress}
    engine.write(lambda tx: tx.ask(cypher("source_sync_keep"), **given))


def end(engine: Engine, id_: str, status: str, reason: str, streams: str) -> None:
    """Store how it ended."""
    given = {"id": id_, "status": status, "reason": reason, "streams": streams, "ended": now()}
    engine.write(lambda tx: tx.ask(cypher("source_sync_end"), **given))


def found(engine: Engine, source: str, id_: str) -> Mapping[str, Any] | None:
    """One of them, its `status` being *interrupted* when nobody runs it any more."""
    rows = engine.ask(cypher("source_sync"), source=source, id=id_)
    if not rows:
        return None
    row: dict[str, Any] = rows[0]["sync"]
    if row["status"] == "running" and (row["expires"] <= now() or dead(row["owner"])):
        row |= {"status": "interrupted", "progress": None}
    return row


def _expiry() -> str:
    return stamp(datetime.now(UTC) + TERM)

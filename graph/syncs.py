"""Syncs as the graph keeps them: how the bringing of one stream began and ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.clock import now
from graph.engines.base import Transaction
from graph.questions import cypher


@dataclass(frozen=True, slots=True)
class SyncStart:
    """A sync of one stream as it begins."""

    sync: str
    source: str
    stream: str
    connector: str
    versions: str
    mapping_digest: str
    cursor_from: str | None
    started: str


@dataclass(frozen=True, slots=True)
class SyncEnd:
    """How and when a sync ended, and what it found of its stream's contract, as JSON."""

    sync: str
    status: str
    ended: str
    reason: str = ""
    quality: str | None = None


COUNTS = ("read", "new", "changed", "gone", "late", "same", "refused")


def stood(sync: Mapping[str, Any], until: str | None) -> Mapping[str, Any]:
    """A sync as it stood before an instant (None: as it stands). While it ran it had not come to any counts yet."""
    if until is None or (sync.get("ended") or until) < until:
        return sync
    return {**sync, "status": "running", "ended": None, "reason": "", **dict.fromkeys(COUNTS)}


def begin(tx: Transaction, start: SyncStart, ontology: str, carried: Sequence[str] = ()) -> None:
    """Store that a sync begins, and that earlier ones of its stream, which were killed, have ended.

    `ontology` is the digest of the one in force, `carried` are the streams that the rows bring along.
    """
    tx.ask(cypher("interrupt_syncs"), source=start.source, stream=start.stream, ended=now(), sync=start.sync)
    _begun(tx, start, ontology)
    rows = [[f"{start.source}/{name}", start.source, name] for name in carried]
    tx.ask(cypher("begin_carried"), rows=rows, sync=start.sync)


def end(tx: Transaction, end: SyncEnd, start: SyncStart | None, ontology: str) -> None:
    """Store how a sync ended; and its `start`, where that was not stored yet because nothing was to be done."""
    if start is not None:
        _begun(tx, start, ontology)
    tx.ask(
        cypher("end_sync"), id=end.sync, status=end.status, ended=end.ended, reason=end.reason, quality=end.quality
    )  # fmt: skip


def _begun(tx: Transaction, start: SyncStart, ontology: str) -> None:
    tx.ask(
        cypher("begin_sync"), id=start.sync, source=start.source, stream=start.stream,
        connector=start.connector, versions=start.versions, mapping_digest=start.mapping_digest,
        ontology_digest=ontology, cursor_from=start.cursor_from, started=start.started,
        name=f"{start.source}/{start.stream}",
    )  # fmt: skip

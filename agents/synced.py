"""Syncs of sources as they are asked for and told of: where each is, or how it and its streams ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import orjson
from pydantic import ConfigDict, Field

from agents.answer import Form
from graph.sourcesyncs import Asking
from ingest.progress import Outcome, Phase, Progress
from ingest.progress import Status as StreamState

State = Literal["running", "done", "stopped", "halted", "failed", "interrupted"]


class SyncWanted(Form):
    """What is asked for: all streams of a source or some; `dry_run` counts what would change, and writes nothing.

    `deletes` believes whatever is missing, however much of a stream it is; `breaches` takes what breaches contracts.
    """

    model_config = ConfigDict(strict=True, json_schema_extra={"examples": [{"streams": ["orders"], "dry_run": True}]})

    streams: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(default_factory=list, max_length=1_000)
    dry_run: bool = False
    deletes: bool = False
    breaches: bool = False


class SyncProgress(Form):
    """Where a sync is: rows read so far of a stream, of about `total` where that is known, in `seconds`."""

    stream: str
    phase: Phase
    rows: int
    total: int | None
    seconds: float


class StreamSynced(Form):
    """How the sync of one stream ended. `sync` is its id, which `/syncs/{id}` tells more of; a dry run has none.

    `reason` says why it failed, was stopped or waits for a person (*halted*); `withheld` why nothing was taken for
    deleted. `notes` say how the stream has changed against its contract, `breaches` which gates of it were breached.
    """

    stream: str
    sync: str | None
    status: StreamState
    read: int
    new: int
    changed: int
    same: int
    gone: int
    late: int
    refused: int
    remapped: int
    seconds: float
    reason: str
    withheld: str
    told: str
    notes: list[str]
    breaches: list[str]


class SourceSync(Form):
    """A sync of a source: where it is, or how it ended, with each stream that is done.

    *halted*: a stream waits for a person; *stopped*: it was asked to stop; *interrupted*: whoever ran it has died. The
    next sync goes on from there.
    """

    id: str
    source: str
    status: State
    by: str
    dry_run: bool
    started: str
    ended: str | None
    reason: str
    progress: SyncProgress | None
    streams: list[StreamSynced]


def begun_now(asked: Asking) -> SourceSync:
    """A sync as it begins."""
    return SourceSync(
        id=asked.id, source=asked.source, status="running", by=asked.by, dry_run=asked.dry, started=asked.started,
        ended=None, reason="", progress=None, streams=[],
    )  # fmt: skip


def ended(outcomes: Sequence[Outcome], stopped: bool) -> State:
    """How a whole sync ended, by its worst stream."""
    met = {one.status for one in outcomes}
    worst: tuple[State, ...] = ("failed", "halted", "stopped")
    return next((one for one in worst if one in met), "stopped" if stopped else "done")


def kept(outcomes: Sequence[Outcome]) -> str:
    """How streams were synced, as the graph keeps it."""
    return orjson.dumps([_synced(one).model_dump(mode="json") for one in outcomes]).decode()


def _synced(one: Outcome) -> StreamSynced:
    said = {name: getattr(one, name) for name in StreamSynced.model_fields}
    more = {"notes": list(one.notes), "breaches": list(one.breaches), "seconds": round(one.seconds, 3)}
    return StreamSynced(**{**said, **more})


def place(progress: Progress | None) -> str | None:
    """Where a sync is, as the graph keeps it."""
    if progress is None:
        return None
    said = {name: getattr(progress, name) for name in SyncProgress.model_fields}
    return orjson.dumps({**said, "seconds": round(progress.seconds, 3)}).decode()


def told(row: Mapping[str, Any]) -> SourceSync:
    """A sync of a source as it is told; of a dry run the streams have no ids, for nothing of them was stored."""
    rows = orjson.loads(row["streams"])
    streams = [StreamSynced(**{**one, "sync": None if row["dry"] else one["sync"] or None}) for one in rows]
    at = row.get("progress")
    return SourceSync(
        id=row["id"], source=row["source"], status=row["status"], by=row["by"], dry_run=row["dry"],
        started=row["started"], ended=row.get("ended"), reason=row.get("reason") or "",
        progress=SyncProgress(**orjson.loads(at)) if at else None, streams=streams,
    )  # fmt: skip

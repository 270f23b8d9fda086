"""What those look after who keep the graph fed, typed: syncs of sources, and what is referred to in vain."""

from __future__ import annotations

from throughline.client.rulings import Model


class SyncProgress(Model):
    """Where a sync is: rows read so far of a stream, of about `total` where that is known, in `seconds`."""

    stream: str
    phase: str
    rows: int
    total: int | None
    seconds: float


class StreamSynced(Model):
    """How the sync of one stream ended; `reason` says why it failed, was stopped, or waits for a person (*halted*)."""

    stream: str
    sync: str | None
    status: str
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


class SourceSync(Model):
    """A sync of a source: where it is while it is `running`, or how it ended, with each stream that is done."""

    id: str
    source: str
    status: str
    by: str
    dry_run: bool
    started: str
    ended: str | None
    reason: str
    progress: SyncProgress | None
    streams: list[StreamSynced]


class Waited(Model):
    """What `records` records of a stream refer to in one `field`, in vain; `says` is it in words."""

    source: str
    stream: str
    field: str
    target: str
    says: str
    why: str
    records: int

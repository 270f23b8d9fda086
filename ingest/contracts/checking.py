"""Contracts tried on real rows: what a sync would turn away, report or halt at, found by the same inspector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from graph.store import Store
from ingest.connector import Mark, Raw, Skip
from ingest.contracts.contract import ContractBroken
from ingest.contracts.inference import ROWS
from ingest.contracts.inspector import Inspector
from ingest.contracts.report import Breach, Change, past
from ingest.mapping import StreamMapping
from ingest.sources import Job


@dataclass(frozen=True, slots=True)
class ContractCheck:
    """How the rows of a stream keep their contract; of `mode` None it has none. `whole`: all of them were read."""

    stream: str
    mode: str | None
    rows: int
    broken: int
    whole: bool
    changes: Sequence[Change] = ()
    breaches: Sequence[Breach] = ()

    @property
    def kept(self) -> bool:
        return not (self.broken or self.changes or self.breaches)


def check(store: Store, job: Job, mapping: StreamMapping, now: str, rows: int = ROWS) -> ContractCheck:
    """Hold the first rows of a stream against its contract; nothing is written.

    Raises:
        Retry, Stop: it cannot be read.
    """
    contract = job.contract.stream(mapping.stream)
    if not contract.declared:
        return ContractCheck(mapping.stream, None, 0, 0, whole=False)
    history = [past(row) for row in store.sync_history(mapping.source, mapping.stream)]
    inspector = Inspector(f"{mapping.source}/{mapping.stream}", contract, history, now, accept=True)
    inspector.open(job.connector.stream(mapping.origin).names, full=True, fresh=True)
    items = (one for one in job.connector.read(mapping.origin, None) if not isinstance(one, Mark))
    read = broken = 0
    for item in islice(items, rows):
        read += 1
        broken += isinstance(item, Skip) or not _kept(inspector, item, mapping)
    whole = next(items, None) is None
    if whole:
        inspector.finish(read)
    else:
        inspector.before_write(())
    report = inspector.report
    inspector.close()
    assert report is not None
    return ContractCheck(mapping.stream, contract.mode, read, broken, whole, report.changes, report.breaches)


def _kept(inspector: Inspector, item: Raw, mapping: StreamMapping) -> bool:
    before = inspector.broken
    try:
        inspector.row(item.data, item.position, mapping.key)
    except ContractBroken:
        return False
    return inspector.broken == before

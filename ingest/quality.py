"""The quality of streams over time: what their syncs brought, and what they found of their contracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph.store import Store
from ingest.contracts.report import Breach, Change, past
from ontology.errors import NotFound, nearest

LATEST = 10
"""How many syncs of each stream are told of."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One sync. `rows` are those of the whole reading; `nulls` the share of rows that say nothing, by column."""

    source: str
    stream: str
    sync: str
    started: str
    ended: str
    status: str
    mode: str | None
    rows: int
    new: int
    changed: int
    gone: int
    refused: int
    reason: str
    newest: str | None = None
    breaches: Sequence[Breach] = ()
    changes: Sequence[Change] = ()
    nulls: Mapping[str, float] = field(default_factory=dict)


def history(store: Store, source: str | None = None, stream: str | None = None, limit: int = LATEST) -> list[Entry]:
    """The latest syncs of streams, newest first, stream by stream.

    Raises:
        NotFound: no such stream was ever synced.
    """
    known = sorted({(one.source, one.stream) for one in store.status()})
    chosen = [one for one in known if source in (None, one[0]) and stream in (None, one[1])]
    if source is not None and not chosen:
        name = f"{source}/{stream}" if stream else source
        names = {"/".join(one) if stream else one[0] for one in known}
        raise NotFound(f"`{name}` was never synced", nearest(name, names))
    return [_entry(row) for one in chosen for row in store.sync_history(*one, limit=limit)]


def _entry(row: Mapping[str, object]) -> Entry:
    one = past(row)
    sync, report = one.sync, one.report
    return Entry(
        source=sync["source"], stream=sync["stream"], sync=sync["id"], started=sync["started"],
        ended=sync.get("ended") or "", status=sync["status"], mode=report.mode if report else None, rows=one.rows,
        new=sync["new"], changed=sync["changed"], gone=sync["gone"], refused=sync["refused"],
        reason=sync.get("reason") or "", newest=report.newest if report else None,
        breaches=report.breaches if report else (), changes=report.changes if report else (),
        nulls=report.nulls if report else {},
    )  # fmt: skip

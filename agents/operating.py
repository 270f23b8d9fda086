"""What those look at who keep the graph fed: commits, syncs, sources, streams, and rows that could not be taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from agents.answer import Form
from agents.pages import Asked, Listing, Page, listing
from agents.waited import Waited, waited
from graph.model import OPEN
from graph.quarantine import Fate
from graph.quarantine import stood as stood_row
from graph.questions import cypher
from graph.store import Store
from graph.syncs import stood
from ingest import quarantine, sources
from ingest.survey import Configured, Unreadable, configured
from ontology.errors import NotFound, nearest

T = TypeVar("T")
LAST = "9999-12-31T23:59:59.999999Z"


class Commit(Form):
    """A change of what is held to be true: its kind, by whom and why, and the record versions and things it touched."""

    seq: int
    at: str
    kind: str
    by: str
    because: str | None = None
    sync: str | None
    records: list[str]
    things: list[str]


class SyncInfo(Form):
    """How the bringing of one stream went: who brought it, with what mapping and words, and what became of its rows.

    As of an instant while it ran the counts are None: what it had come to by then is not known.
    """

    id: str
    source: str
    stream: str
    connector: str
    versions: str
    mapping_digest: str
    ontology_digest: str
    status: str
    started: str
    ended: str | None
    reason: str
    read: int | None
    new: int | None
    changed: int | None
    same: int | None
    gone: int | None
    late: int | None
    refused: int | None


class StreamInfo(Form):
    """How a stream stands now: its records, references that wait for a target, rows held back, and its last sync."""

    source: str
    stream: str
    records: int
    awaiting: int
    quarantined: int
    sync: SyncInfo | None


class SourceInfo(Form):
    """A system that is read from. Where it is and how it is entered is told to nobody.

    `known`: the graph has records of it, or was told its trust. `configured`: this server has its file, and `every` is
    how often that says it is synced. `problem`: that file cannot be read; why, `throughline source list` there tells.
    """

    name: str
    connector: str | None
    trust: int | None
    zone: str | None
    every: str | None
    known: bool
    configured: bool
    problem: str | None


class SourceList(Form):
    """The sources, by name."""

    items: list[SourceInfo]


class StreamList(Form):
    """The streams, by source and name."""

    items: list[StreamInfo]


class HeldRow(Form):
    """A row that could not be taken: of what stream, where it stood, and why; and what became of it, if it has left.

    `overtaken` is the sequence since which its source no longer says it. `outcome` says how it left.
    """

    id: str
    source: str
    stream: str
    position: str
    key: str | None
    kind: str
    reason: str
    at: str
    since: int
    until: int | None
    overtaken: int | None
    outcome: str | None
    by: str | None
    because: str | None
    successor: str | None


class WholeRow(HeldRow):
    """The same with the row itself, as it was read."""

    payload: str


class Fated(Form):
    """What became of a row that was replayed; `reason` says why it stays, if it does."""

    id: str
    fate: Fate
    reason: str


class Operations:
    """What keeps the graph fed. `folder` holds the files of this server's sources, `key` seals cursors."""

    def __init__(self, store: Store, folder: Path, key: bytes) -> None:
        self.store, self._folder, self._key = store, folder, key

    def changes(self, asked: Asked, since: int | str = 0) -> Page[Commit]:
        """The commits after a sequence or date, oldest first, up to that of the first page. Raises: as `store.seq`."""
        here = self._listing("changes", asked, since=str(since))
        after = int(here.after[0]) if here.after else self.store.seq(since)
        rows = [row for row in self.store.changes(after, here.limit + 1) if row["seq"] <= here.snapshot.seq]
        items = [Commit(**{**row, "records": row["records"] or [], "things": row["things"] or []}) for row in rows]
        return _page(here, items, lambda one: [one.seq])

    def syncs(self, asked: Asked, source: str | None = None, stream: str | None = None) -> Page[SyncInfo]:
        """Syncs, newest first: those that had begun when the first page was read; as of an instant, as they stood."""
        here = self._listing("syncs", asked, source=source, stream=stream)
        until = here.snapshot.until
        started, id_ = here.after or [until or LAST, ""]
        rows = self.store.engine.ask(
            cypher("syncs_page"), source=source, stream=stream, started=started, id=id_, limit=here.limit + 1
        )
        return _page(here, [_sync(stood(row["sync"], until)) for row in rows], lambda one: [one.started, one.id])

    def sync(self, id_: str) -> SyncInfo:
        """One sync. Raises: NotFound."""
        found = self.store.sync(id_)
        if found is None:
            raise NotFound(f"no sync `{id_}`", "`/syncs` lists them")
        return _sync(found)

    def sources(self, as_of: int | str | None = None) -> SourceList:
        """The sources that the graph knew as of a sequence or date, and those that this server has files of now.

        Raises:
            Invalid: there is no such sequence or date.
        """
        known = {row["id"]: row for row in self.store.sources(self.store.seq(as_of))}
        files = {one.name: one for one in configured(self._folder)}
        return SourceList(items=[_source(name, known.get(name), files.get(name)) for name in sorted({*known, *files})])

    def source(self, name: str, as_of: int | str | None = None) -> SourceInfo:
        """One source as of a sequence or date. Raises: NotFound; as `sources`."""
        found = {one.name: one for one in self.sources(as_of).items}
        if name not in found:
            raise NotFound(f"no source `{name}`", nearest(name, found))
        return found[name]

    def streams(self, as_of: int | str | None = None) -> StreamList:
        """How all streams stand, or stood as of a sequence or date. Raises: as `sources`."""
        return StreamList(
            items=[
                StreamInfo(
                    source=one.source,
                    stream=one.stream,
                    records=one.records,
                    awaiting=one.awaiting,
                    quarantined=one.quarantined,
                    sync=_sync(one.sync) if one.sync else None,
                )
                for one in self.store.status(as_of)
            ]
        )

    def waiting(self, asked: Asked, source: str | None = None, stream: str | None = None) -> Page[Waited]:
        """What records refer to in vain, the most awaited first."""
        return waited(self.store, self._key, asked, source, stream)

    def held_back(
        self,
        asked: Asked,
        source: str | None = None,
        stream: str | None = None,
        reason: str | None = None,
        every: bool = False,
    ) -> Page[HeldRow]:
        """Rows that were held back as of a sequence, oldest first; with `every`, those as well that had left."""
        said = {"source": source, "stream": stream, "reason": reason, "every": every}
        here = self._listing("quarantine", asked, **said)
        since, after = here.after or [-1, ""]
        rows = self.store.engine.ask(
            cypher("quarantine_listed"), **said, seq=here.snapshot.seq, since=since, after=after, limit=here.limit + 1
        )
        items = [HeldRow(**_held(row["row"], here.snapshot.seq)) for row in rows]
        return _page(here, items, lambda one: [one.since, one.id])

    def row(self, id_: str) -> WholeRow:
        """One row that could not be taken, whole, by its id or the beginning of it. Raises: NotFound."""
        found = self.store.quarantined_row(id_)
        return WholeRow(**_held(found), payload=found["payload"])

    def replay(self, id_: str, by: str) -> Fated:
        """Take a row that can be taken now, as if it had come in time. Raises: NotFound; as its source's mapping."""
        (found,) = quarantine.replay(
            self.store, [id_], lambda name: sources.rules(sources.get(self._folder, name), self.store.ontology), by
        )
        return Fated(id=found.id, fate=found.fate, reason=found.reason)

    def drop(self, id_: str, by: str, because: str) -> WholeRow:
        """Let a row go that is not wanted; who did so and why stays with it. Raises: NotFound."""
        chosen = self.store.quarantined_row(id_)["id"]
        with self.store.writer(f"drop by {by}") as writer:
            writer.drop([chosen], by, because)
        return self.row(chosen)

    def _listing(self, name: str, asked: Asked, **said: Any) -> Listing:
        return listing(self.store, self._key, {"list": name, **said}, asked)


def _page(here: Listing, items: list[T], place: Callable[[T], list[Any]]) -> Page[T]:
    """The page of some items, of which there may be one more than it holds."""
    more = len(items) > here.limit
    shown = items[: here.limit]
    return Page(items=shown, next=here.cursor(place(shown[-1]) if more else None), seq=here.snapshot.seq)


def _sync(row: Mapping[str, Any]) -> SyncInfo:
    return SyncInfo.model_validate(
        {name: row.get(name) for name in SyncInfo.model_fields} | {"reason": row.get("reason") or ""}
    )


def _source(name: str, known: Mapping[str, Any] | None, file: Configured | None) -> SourceInfo:
    said = file if isinstance(file, sources.Source) else None
    here = {"trust": said.trust, "zone": said.zone} if said is not None else {}
    held = {"trust": int(known["trust"]), "zone": known.get("zone"), "connector": str(known["kind"])} if known else {}
    told: dict[str, Any] = {"connector": None, "trust": None, "zone": None, **here, **held}
    if said is not None:
        told["connector"] = said.connector
    return SourceInfo(
        name=name,
        **told,
        every=said.every if said is not None else None,
        known=known is not None,
        configured=file is not None,
        problem="its file cannot be read" if isinstance(file, Unreadable) else None,
    )


def _held(row: Mapping[str, Any], seq: int = OPEN - 1) -> dict[str, Any]:
    """A row as it stood as of a sequence."""
    found = stood_row(row, seq)
    return {name: found.get(name) for name in HeldRow.model_fields} | {"kind": row.get("kind") or "mapping"}

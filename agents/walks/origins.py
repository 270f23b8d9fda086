"""From a source or a sync to the decisions that rest on what it brought: looked for from the newest decision on.

A source has millions of records and few of them were ever shown. So decisions are looked through, newest first, and
what they were shown is held against the source; the index by record serves single records, things and fields.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph import decisions
from graph.decisions import Touched
from graph.engines.base import Engine, Row
from graph.provenance import RECORD
from graph.questions import cypher
from graph.reader import Snapshot
from graph.store import Store
from ontology.errors import Invalid, NotFound, nearest

SOURCE, SYNC = ("source:", "urn:tl:source:"), ("sync:", "urn:tl:sync:")
WINDOW = 200
"""How many decisions are looked through at once."""
REACH = 20_000
"""How many are looked through at the most."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where records come from: a source, or one sync."""

    says: str
    source: str | None = None
    sync: str | None = None


def origin(store: Store, subject: str, snapshot: Snapshot) -> Origin | None:
    """The source or sync that `source:NAME`, `sync:ID` or a URN names; of a sync the beginning of its id is enough.

    Only sources that were known as of the snapshot are meant, and syncs that had begun.

    Raises:
        NotFound: there is none of that name.
        Invalid: several syncs begin so.
    """
    for prefix in SOURCE:
        if subject.startswith(prefix):
            return _source(store, subject.removeprefix(prefix), snapshot.seq)
    for prefix in SYNC:
        if subject.startswith(prefix):
            return _sync(store, subject.removeprefix(prefix), snapshot.until)
    return None


def touched(
    engine: Engine, found: Origin, limit: int, before: int | None, until: str | None
) -> tuple[list[Touched], int | None]:
    """The newest decisions, at most `limit`, numbered below `before`, made before `until`, that saw what it brought.

    Then the number before which to go on, or None when there are no older ones.
    """
    hits: list[Touched] = []
    high = _highest(engine, before, until)
    lowest = max(0, high - REACH)
    while high > lowest:
        low = max(lowest, high - WINDOW)
        rows = engine.ask(cypher("decisions_numbered"), numbers=list(range(low + 1, high + 1)), until=until)
        for one in _showing(engine, found, rows):
            if len(hits) == limit:
                return hits, hits[-1].number
            hits.append(one)
        high = low
    return hits, lowest + 1 if lowest else None


def _highest(engine: Engine, before: int | None, until: str | None) -> int:
    """The number of the newest decision that counts."""
    high = decisions.newest(engine) if before is None or until is not None else before - 1
    high = decisions.made_before(engine, until, high) if until is not None else high
    return high if before is None else min(high, before - 1)


def _showing(engine: Engine, found: Origin, rows: list[Row]) -> list[Touched]:
    """Those decisions whose context showed something of the origin, and what."""
    ids = sorted({_record(statement) for row in rows for statement in row["statements"]})
    asked = engine.ask(cypher("records_from"), ids=ids, source=found.source, sync=found.sync) if ids else []
    theirs = {row["id"] for row in asked}
    return [one for one in (_touched(row, theirs) for row in rows) if one.shown]


def _touched(row: Row, theirs: set[str]) -> Touched:
    fields: dict[tuple[str, str], list[str]] = {}
    for statement, thing in zip(row["statements"], row["things"], strict=True):
        if _record(statement) in theirs:
            fields.setdefault((_record(statement), thing), []).append(statement.partition("#")[2])
    said = {name: row[name] for name in Touched.__slots__ if name not in ("cites", "shown")}
    shown = tuple((record, thing, tuple(names)) for (record, thing), names in sorted(fields.items()))
    return Touched(**said, cites=tuple(row["cites"]), shown=shown)


def _record(statement: str) -> str:
    return statement.removeprefix(RECORD).partition("#")[0]


def _source(store: Store, name: str, seq: int) -> Origin:
    names = [row["id"] for row in store.sources(seq)]
    if name not in names:
        raise NotFound(f"no source `{name}` has brought anything", nearest(name, names) or "see `throughline status`")
    return Origin(f"source {name}", source=name)


def _sync(store: Store, prefix: str, until: str | None) -> Origin:
    rows = store.engine.ask(cypher("sync_like"), prefix=prefix, until=until) if prefix else []
    ids = [row["id"] for row in rows]
    if len(ids) > 1 and prefix not in ids:
        raise Invalid(f"several syncs begin with `{prefix}`", "write more of the id")
    if not ids:
        raise NotFound(f"no sync `{prefix}`", "give the id that `why` shows, or the beginning of it")
    return Origin(f"sync {ids[0]}", sync=ids[0])

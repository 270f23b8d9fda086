"""Quarantine: rows that could not be taken are held back whole, until they are replayed or dropped.

A row *arrives* when it is first held back. Replayed late it means what it would have meant in time: a newer version of
its key, told by the stream's version field or else by what arrived after it, is not overwritten. A row that a reading
of its whole stream did not meet again is *overtaken*: its source no longer says it. Nothing that leaves is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from graph import versions
from graph.change import Change
from graph.clock import now
from graph.engines.base import Row, Transaction
from graph.model import OPEN, Observation, Rejected
from graph.questions import cypher
from graph.transact import Author, Transactor
from graph.versions import News
from ontology.digest import identify
from ontology.errors import Invalid

Fate = Literal["written", "same", "late", "gone", "refused", "left"]
"""What becomes of a row that is replayed: it is written; equal to what stands; overtaken, and stored closed; no longer
in its source, and not written; still refused; or no longer held back."""

LEFT = ("until", "outcome", "ended", "by", "because", "successor")
"""What tells how a row left."""

PAGE = 10_000
Apply = Callable[[Change, News, str | None], None]


@dataclass(frozen=True, slots=True)
class Replay:
    """A row of quarantine as it is understood now: what it says, of its own key first, or why it still cannot be taken.

    `owned` is said of what is the row's alone, and nothing when the row has been overtaken. With none of these it stays
    as it is.
    """

    id: str
    observations: tuple[Observation, ...] = ()
    owned: tuple[Observation, ...] = ()
    rejected: Rejected | None = None


class Kept(NamedTuple):
    """How many rows were not held back before, and how many are not, because somebody dropped them."""

    news: int
    dropped: int


def keep(tx: Transaction, rejected: Sequence[Rejected], sync: str | None, seq: int, reading: str | None = None) -> Kept:
    """Hold rows back, each once; those that were not held back before alter answers, which warn of them.

    A row that was dropped stays dropped; one that was replayed or overtaken and comes again is held back anew.
    """
    if not rejected:
        return Kept(0, 0)
    places = _places(tx, [one.id for one in rejected])
    rows = [_row(one, places[one.id], sync, None) for one in rejected]
    return _keep(tx, rows, seq, reading)


def dropped(asker: Transaction, rejected: Sequence[Rejected]) -> int:
    """How many of some rows would not be held back, because somebody dropped them; nothing is written."""
    if not rejected:
        return 0
    places = _places(asker, [one.id for one in rejected])
    (found,) = asker.ask(cypher("quarantine_dropped"), ids=[places[one.id] for one in rejected])
    return int(found["dropped"])


def stood(row: Mapping[str, Any], seq: int) -> dict[str, Any]:
    """A row as it stood as of a sequence: what became of it later is not told."""
    said = dict(row)
    if row["until"] > seq:
        said |= dict.fromkeys(LEFT)
    if (row.get("overtaken") or 0) > seq:
        said["overtaken"] = None
    return said


def replay(writer: Transactor, rows: Sequence[Replay], by: str, apply: Apply) -> dict[str, Fate]:
    """Take rows out of quarantine in one commit; what still fails stays, with its new reason.

    The rows were read by one sync, and no two of them are of one key.
    """

    def work(tx: Transaction, seq: int) -> tuple[dict[str, Fate], Change | None]:
        batch = _Batch(Change(tx, writer.ontology, seq + 1), by)
        batch.sort(rows)
        batch.write(apply)
        return batch.fates, batch.change if batch.ends else None

    return writer.transact(Author("replay", by), work)


def drop(writer: Transactor, ids: Sequence[str], by: str, because: str) -> int:
    """Let rows go for good, and store who did so and why. Returns how many there were to drop.

    Raises:
        Invalid: no reason is given.
    """
    if not because.strip():
        raise Invalid("rows are not dropped without a reason", "say why they are not wanted")

    def work(tx: Transaction, seq: int) -> tuple[int, Change | None]:
        change = Change(tx, writer.ontology, seq + 1)
        ends: list[list[object]] = [
            [row["id"], "dropped", None, False, None] for row in tx.ask(cypher("quarantine_rows"), ids=ids, open=OPEN)
        ]
        _end(tx, ends, change.seq, by, because)
        return len(ends), change if ends else None

    return writer.transact(Author("drop", by), work)


def overtake(
    writer: Transactor, source: str, stream: str, reading: str | None, missing: Callable[[Sequence[str]], list[str]]
) -> int:
    """Mark the rows of a stream that its source no longer says, after all of it was read. Returns how many.

    `reading` is that in which they would have been met; None when rows that did not change are not met. `missing` gives
    the keys, of some, that the source no longer has.
    """
    terms = {"source": source, "stream": stream, "reading": reading or "", "open": OPEN}
    if not writer.engine.ask(cypher("quarantine_unread"), after="", limit=1, **terms):
        return 0

    def work(tx: Transaction, seq: int) -> tuple[int, Change | None]:
        change, after, rows = Change(tx, writer.ontology, seq + 1), "", []
        while page := tx.ask(cypher("quarantine_unread"), after=after, limit=PAGE, **terms):
            after = page[-1]["id"]
            gone = set(missing(sorted({row["key"] for row in page if row["key"]})))
            met = [row for row in page if row["key"] in gone or (row["unread"] and reading is not None)]
            rows += [[row["id"], row["key"] in gone] for row in met]
        change.write(cypher("quarantine_overtake"), rows)
        return len(rows), change if rows else None

    return writer.transact(Author("quarantine", writer.owner), work)


@dataclass
class _Batch:
    """Rows on their way out of quarantine in one transaction."""

    change: Change
    by: str
    fates: dict[str, Fate] = field(default_factory=dict)
    ends: list[list[object]] = field(default_factory=list)
    rows: list[Replay] = field(default_factory=list)
    taken: list[Observation] = field(default_factory=list)
    late: list[Observation] = field(default_factory=list)
    held: dict[str, Row] = field(default_factory=dict)
    standing: dict[str, Row] = field(default_factory=dict)

    def sort(self, rows: Sequence[Replay]) -> None:
        """Tell the rows to write, those that were overtaken and those that still fail apart."""
        tx = self.change.tx
        found = tx.ask(cypher("quarantine_rows"), ids=[row.id for row in rows], open=OPEN)
        self.held = {row["id"]: row for row in found}
        keys = [one.key.text for row in rows for one in (*row.observations, *row.owned)]
        self.standing = {row["key"]: row for row in tx.ask(cypher("arrivals"), keys=keys, open=OPEN)}
        for row in rows:
            held = self.held.get(row.id)
            if held is None:
                self.fates[row.id] = "left"
            elif not row.observations:
                self._refuse(row, held)
            elif held["gone"] and row.observations[0].key.text not in self.standing:
                self._leave(row, "gone", None, False)
            else:
                self._take(row, held)

    def _take(self, row: Replay, held: Row) -> None:
        self.rows.append(row)
        passed = [_late(one, held, self.standing.get(one.key.text)) for one in row.observations]
        for one, late in zip(row.observations, passed, strict=True):
            (self.late if late else self.taken).append(one)
        self.taken += () if passed[0] else row.owned

    def write(self, apply: Apply) -> None:
        """Write what was told apart, and let it leave."""
        change = self.change
        news = versions.sort(change, self.taken)
        change.hold(one.key.text for one in self.late)
        news.late += self.late
        syncs = {row["sync"] for row in self.held.values()}
        if news.any:
            apply(change, news, next(iter(syncs)) if len(syncs) == 1 else None)
        closed = {one.key.text for one in news.late}
        passed = {one.key.text for one in self.late}
        for row in self.rows:
            self._written(row, row.observations[0].key.text, closed, passed)
        _end(change.tx, self.ends, change.seq, self.by)

    def _written(self, row: Replay, key: str, closed: set[str], passed: set[str]) -> None:
        if key in closed:
            self._leave(row, "late", identify("record", key, self.change.seq), True)
        elif key in self.change.versioned:
            self._leave(row, "written", self.change.after[key].id, True)
        else:
            self._leave(row, "same", None if key in passed else self.standing[key]["id"], False)

    def _refuse(self, row: Replay, held: Row) -> None:
        """Leave a row where it is, under its new reason if that is another one."""
        self.fates[row.id] = "refused"
        one = row.rejected
        if one is None or one.reason == held["reason"]:
            return
        tx = self.change.tx
        id_ = _places(tx, [one.id])[one.id]
        _keep(tx, [_row(one, id_, held["sync"], held["arrived"])], self.change.seq, None)
        self.ends.append([row.id, "replaced", None, False, id_])

    def _leave(self, row: Replay, fate: Fate, record: str | None, made: bool) -> None:
        self.fates[row.id] = fate
        self.ends.append([row.id, "gone" if fate == "gone" else "replayed", record, made, None])


def _late(one: Observation, held: Row, standing: Row | None) -> bool:
    """Whether a row that was held back has been overtaken by what stands of its key."""
    if standing is None:
        return False
    arrived = standing["replayed"] if standing["made"] else max(standing["since"], standing["replayed"] or 0)
    if standing["gone"] and (held["gone"] or arrived > held["arrived"]):
        return True
    if versions.older(one.version, standing["version"]):
        return True
    if versions.older(standing["version"], one.version):
        return False
    return held["overtaken"] is not None or arrived >= held["arrived"]


def _places(tx: Transaction, ids: Sequence[str]) -> dict[str, str]:
    """Under which id each row is held back: one that comes again after it left has an id of its own."""
    places = {id_: id_ for id_ in ids}
    left = set(ids)
    while left:
        asked = {places[id_]: id_ for id_ in left}
        gone = {row["id"] for row in tx.ask(cypher("quarantine_left"), ids=sorted(asked))}
        left = {asked[id_] for id_ in gone}
        places.update({id_: identify("quarantined again", places[id_]) for id_ in left})
    return places


def _row(one: Rejected, id_: str, sync: str | None, arrived: int | None) -> list[object]:
    return [id_, one.source, one.stream, one.position, one.payload, one.reason, one.key, one.kind, sync, arrived]


def _keep(tx: Transaction, rows: list[list[object]], seq: int, reading: str | None) -> Kept:
    (found,) = tx.ask(cypher("quarantine"), rows=rows, at=now(), seq=seq, open=OPEN, reading=reading)
    return Kept(found["kept"], found["dropped"])


def _end(tx: Transaction, rows: list[list[object]], seq: int, by: str, because: str = "") -> None:
    if rows:
        tx.ask(cypher("quarantine_end"), rows=rows, seq=seq, by=by, because=because, at=now())

"""The writer: every way in which what is held to be true can change, each one transaction with its commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from graph import identity, relations, versions, view
from graph.change import Change, Memory
from graph.clock import now
from graph.engines.base import Engine, Transaction
from graph.lease import Lease, LeaseLost
from graph.model import Observation, Rejected
from graph.questions import cypher
from graph.versions import News
from ontology.vocabulary import Ontology

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SyncMark:
    """What a batch tells of its sync: where the stream's cursor is after it, and how many rows were read for it."""

    sync: str
    source: str
    stream: str
    cursor: str | None
    read: int
    status: str = "running"


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a batch. `seq` is the head after it; `late` rows had been overtaken and are stored closed."""

    seq: int
    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    late: int = 0
    refused: int = 0


@dataclass
class Author:
    """Who makes a change, of what kind, and by which sync."""

    kind: str
    by: str
    sync: str | None = None


class Writer:
    """The one writer of facts while its lease lasts. Made by `Store.writer`, used as a context manager there."""

    def __init__(self, engine: Engine, ontology: Ontology, owner: str, lease: Lease) -> None:
        self.engine = engine
        self.ontology = ontology
        self.owner = owner
        self.lease = lease
        self.memory = Memory()

    def write(
        self, observations: Sequence[Observation], mark: SyncMark | None = None, rejected: Sequence[Rejected] = ()
    ) -> Written:
        """Write one batch: record versions and all that follows from them, rejected rows and the stream's cursor.

        Equal rows change nothing; with nothing to change, no mark and nothing rejected, nothing is written.

        Raises:
            Invalid: the batch holds two observations of one key.
            Conflict: another writer would not give the lease back.
        """

        def work(tx: Transaction, seq: int) -> tuple[Written, Change | None]:
            change = Change(tx, self.ontology, seq + 1)
            news = versions.sort(change, observations)
            sync = mark.sync if mark is not None else None
            if news.any:
                _apply(change, news, sync)
            refused = _quarantine(tx, rejected, sync)
            written = Written(
                seq + bool(change.records), len(news.fresh), len(news.changed) - news.gone, news.same, news.gone,
                len(news.late), refused,
            )  # fmt: skip
            if mark is not None:
                _mark(tx, mark, written)
            return written, change if change.records else None

        return self.transact(Author("records", self.owner, mark.sync if mark else None), work)

    def transact(self, author: Author, work: Callable[[Transaction, int], tuple[T, Change | None]]) -> T:
        """Run one piece of work under the lease, in one transaction; a change that it returns is committed with it.

        The work is given the transaction and the head's sequence, and is run again when the lease was lost meanwhile.
        """
        self.lease.yield_()
        while True:
            if not self.lease.held:
                self.lease.take()
            try:
                result, change = self.engine.write(lambda tx: self._attempt(tx, author, work))
            except LeaseLost:
                continue
            if change is not None:
                self.memory.keep(change.seq, change.after.values())
            return result

    def _attempt(
        self, tx: Transaction, author: Author, work: Callable[[Transaction, int], tuple[T, Change | None]]
    ) -> tuple[T, Change | None]:
        seq, at = self.lease.check(tx)
        self.memory.at(seq)
        result, change = work(tx, seq)
        if change is not None:
            tx.ask(
                cypher("advance"), seq=change.seq, at=max(now(), at), kind=author.kind, by=author.by,
                sync=author.sync, records=change.records, things=sorted(change.touched | change.settled),
            )  # fmt: skip
        return result, change


def _apply(change: Change, news: News, sync: str | None) -> None:
    """Everything that follows from a batch of news, in the one order in which it may be written."""
    plan = identity.plan(change)
    identity.settle(change, plan)
    versions.close(change, news)
    move(change)
    versions.add(change, news, sync)
    redescribe(change)
    versions.add_late(change, news, sync)
    identity.write(change, plan)
    relations.update(change)
    view.update(change)


def move(change: Change) -> None:
    """Let moved keys leave their things, and create the things that they and others go to."""
    moved: list[list[object]] = [[one.key] for one in change.moved()]
    change.write(cypher("stop_describing"), moved)
    view.create_things(change)


def redescribe(change: Change) -> None:
    """Let moved keys describe the things that they moved to."""
    change.write(cypher("describe"), [[one.key, one.thing] for one in change.moved()])


def _quarantine(tx: Transaction, rejected: Sequence[Rejected], sync: str | None) -> int:
    rows = [[one.id, one.source, one.stream, one.position, one.payload, one.reason, one.key] for one in rejected]
    if rows:
        tx.ask(cypher("quarantine"), rows=rows, sync=sync, at=now())
    return len(rows)


def _mark(tx: Transaction, mark: SyncMark, written: Written) -> None:
    tx.ask(
        cypher("mark_stream"), stream=f"{mark.source}/{mark.stream}", sync=mark.sync, cursor=mark.cursor,
        status=mark.status, read=mark.read, new=written.new, changed=written.changed, same=written.same,
        gone=written.gone, late=written.late, refused=written.refused,
    )  # fmt: skip



"""One change as one transaction: under the writer's lease, with its commit, tried again when the lease was lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from graph import identity, relations, view
from graph.change import Change
from graph.clock import following
from graph.engines.base import Engine, Line, Transaction, Undone
from graph.identity import Plan
from graph.lease import Head, Lease, LeaseLost
from graph.ledger import Row, seal
from graph.memory import Memory
from graph.questions import cypher
from ontology.errors import Conflict
from ontology.vocabulary import Ontology

SEALED = frozenset({"judgement", "withdrawal", "source", "ontology", "erasure"})
"""The kinds of changes that have a leaf in the ledger each: what people and the house decide, not what sources say."""

T = TypeVar("T")
Ended: TypeAlias = Callable[[], T]
"""Waits until something is committed, and says what came of it."""


@dataclass
class Author:
    """Who makes a change, of what kind, by which sync, and why, where that is told."""

    kind: str
    by: str
    sync: str | None = None
    because: str = ""


class Transactor:
    """Runs changes one after the other while its lease lasts."""

    def __init__(
        self, engine: Engine, ontology: Ontology, owner: str, lease: Lease, memory: Memory | None = None
    ) -> None:
        self.engine = engine
        self.ontology = ontology
        self.owner = owner
        self.lease = lease
        self.memory = memory or Memory()
        self.pending: list[str] | None = None
        self._line: Line | None = None

    def transact(self, author: Author, work: Callable[[Transaction, int], tuple[T, Change | None]]) -> T:
        """Run one piece of work under the lease, in one transaction; a change that it returns is committed with it.

        The work is given the transaction and the head's sequence, and is run again when the lease was lost meanwhile.
        """
        self.lease.yield_()
        while True:
            if not self.lease.held:
                self.pending = self.lease.take()
            try:
                self._finish()
                self.pending = None
                result, change, at = self.engine.write(lambda tx: self._attempt(tx, author, work))
            except LeaseLost:
                continue
            self._learn(author, change, at)
            with suppress(LeaseLost):  # whoever holds the lease now finishes first
                self._finish()
            return result

    def ahead(self, author: Author, work: Callable[[Transaction, int], tuple[T, Change | None]]) -> Ended[T] | None:
        """Make a piece of work while those before it are run and committed; what is returned waits for it to be, too.

        Each is to be waited for before the next but one is begun, in their order, and before anything else is written.
        One that fails, or follows one that does, is done again when it is waited for. None: it cannot be made ahead, as
        it is not known how the head will stand; it is to be written when those before it have been waited for.
        """
        left = self.memory.left
        if left is None or self.pending != [] or not self.lease.held or self.lease.wanted:
            return None
        head = Head(*left, [], self.ontology.digest)
        self._line = self._line or self.engine.line()
        try:
            pending = self._line.give(lambda tx: self._made(tx, head, author, work))
        except Undone:
            self.memory.forget()
            return None
        result, change, at = pending.result
        self._learn(author, change, at)

        def end() -> T:
            try:
                pending.wait()
            except Undone:
                self.memory.forget()
                self.pending = None
                return self.transact(author, work)
            if change is not None and change.pending:
                with suppress(LeaseLost):
                    self._finish()
            return result

        return end

    def close(self) -> None:
        """Wait for all that was made ahead."""
        if self._line is not None:
            self._line.close()

    def _learn(self, author: Author, change: Change | None, at: str) -> None:
        self.pending = change.pending if change is not None else []
        if change is None:
            return
        if author.kind == "records":
            self.memory.learn(change, at)
        else:
            self.memory.forget()

    def _finish(self) -> None:
        """Do what the newest commit left pending; what a killed writer left is found when this one begins."""
        if self.pending is None or self.pending:
            self.engine.write(
                lambda tx: view.finish(tx, pending) if (pending := self.lease.check(tx).pending) else None
            )
            self.pending = []

    def _attempt(
        self, tx: Transaction, author: Author, work: Callable[[Transaction, int], tuple[T, Change | None]]
    ) -> tuple[T, Change | None, str]:
        head = self.lease.check(tx)
        self.memory.meet(head.seq, head.at)
        if author.kind != "ontology" and head.ontology not in (None, self.ontology.digest):
            raise Conflict("another ontology is in force than this writer maps with", "open the graph anew")
        return self._worked(tx, head, author, work)

    def _made(
        self, tx: Transaction, head: Head, author: Author, work: Callable[[Transaction, int], tuple[T, Change | None]]
    ) -> tuple[T, Change | None, str]:
        """The work of a transaction that expects the head to stand so."""
        self.lease.demand(tx, head)
        return self._worked(tx, head, author, work)

    def _worked(
        self, tx: Transaction, head: Head, author: Author, work: Callable[[Transaction, int], tuple[T, Change | None]]
    ) -> tuple[T, Change | None, str]:
        result, change = work(tx, head.seq)
        at = following(head.at)
        if change is not None:
            tx.tell(
                cypher("advance"), seq=change.seq, at=at, pending=change.pending, kind=author.kind,
                by=author.by, sync=author.sync, because=author.because or None, records=change.records,
                things=sorted(change.touched | change.settled),
            )  # fmt: skip
            if author.kind in SEALED:
                _seal(tx, author, change, at)
        return result, change, at


def _seal(tx: Transaction, author: Author, change: Change, at: str) -> None:
    """Seal a change: its commit, as it is stored, and what it says that is new."""
    commit = {
        "at": at, "kind": author.kind, "by": author.by, "sync": author.sync, "because": author.because or None,
        "records": change.records, "things": sorted(change.touched | change.settled),
    }  # fmt: skip
    of = f"urn:tl:commit:{change.seq}"
    seal(tx, author.kind, of=of, rows=[Row("Commit", [change.seq], commit), *change.sealed], at=at)


def move(change: Change) -> None:
    """Let moved keys leave their things, and create the things that they and others go to."""
    moved: list[list[object]] = [[one.key] for one in change.moved()]
    change.write(cypher("stop_describing"), moved)
    view.create_things(change)


def redescribe(change: Change) -> None:
    """Let moved keys describe the things that they moved to."""
    change.write(cypher("describe"), [[one.key, one.thing] for one in change.moved()])


def regroup(change: Change, plan: Plan) -> None:
    """Everything that follows when judgements change and no record does."""
    identity.settle(change, plan)
    move(change)
    redescribe(change)
    change.write(cypher("end_judgements"), [[one.left, one.right, one.on] for one in sorted(plan.ended)])
    relations.update(change)
    view.update(change)

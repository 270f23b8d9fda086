"""The writer: every way in which what is held to be true can change, each one transaction with its commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph import acts, erasing, identity, quarantine, rebuild, relations, versions, view
from graph.acts import SourceSpec
from graph.change import Change
from graph.engines.base import Row, Transaction
from graph.model import Judgement, Key, Observation, Rejected
from graph.quarantine import Fate, Replay
from graph.questions import cypher
from graph.transact import Author, Ended, Transactor, move, redescribe
from graph.verify import Difference
from graph.versions import News
from ontology.errors import Conflict
from ontology.vocabulary import Ontology


@dataclass(frozen=True, slots=True)
class SyncMark:
    """What a batch tells of its sync: where the stream's cursor is after it, and how many rows were read for it.

    Without a cursor it stays where it is. `reading` names the reading of the whole stream that it is part of; a stopped
    one is gone on with by another sync.
    `same` of the rows were not written because the graph holds them as they are.
    """

    sync: str
    source: str
    stream: str
    cursor: str | None
    read: int
    status: str = "running"
    reading: str | None = None
    same: int = 0


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


class Writer(Transactor):
    """The one writer of facts while its lease lasts. Made by `Store.writer`, used as a context manager there."""

    def write(
        self, observations: Sequence[Observation], mark: SyncMark | None = None, rejected: Sequence[Rejected] = ()
    ) -> Written:
        """Write one batch: record versions and all that follows from them, rejected rows and the stream's cursor.

        Equal rows change nothing; with nothing to change, no mark and nothing rejected, nothing is written.

        Raises:
            Invalid: the batch holds two observations of one key.
            Conflict: another writer would not give the lease back.
        """

        return self.transact(self._author(mark), self._batch(observations, mark, rejected))

    def write_ahead(
        self, observations: Sequence[Observation], mark: SyncMark | None = None, rejected: Sequence[Rejected] = ()
    ) -> Ended[Written] | None:
        """Begin to write one batch while the one before it is committed; see `Transactor.ahead`."""
        return self.ahead(self._author(mark), self._batch(observations, mark, rejected))

    def _author(self, mark: SyncMark | None) -> Author:
        return Author("records", self.owner, mark.sync if mark else None)

    def _batch(
        self, observations: Sequence[Observation], mark: SyncMark | None, rejected: Sequence[Rejected]
    ) -> Callable[[Transaction, int], tuple[Written, Change | None]]:
        def work(tx: Transaction, seq: int) -> tuple[Written, Change | None]:
            change = Change(tx, self.ontology, seq + 1, memory=self.memory)
            news = versions.sort(change, observations)
            sync = mark.sync if mark is not None else None
            if news.any:
                _apply(change, news, sync)
            kept = quarantine.keep(tx, rejected, sync, change.seq, mark.reading if mark else None)
            altered = kept.news > 0 or bool(change.records)
            written = Written(seq + altered, *news.counts, len(rejected) - kept.dropped)
            if mark is not None:
                _mark(tx, mark, written)
            return written, change if altered else None

        return work

    def replay(self, rows: Sequence[Replay], by: str) -> dict[str, Fate]:
        """Take rows out of quarantine; see `quarantine.replay`."""
        return quarantine.replay(self, rows, by, _apply)

    def drop(self, ids: Sequence[str], by: str, because: str) -> int:
        """Let rows of quarantine go for good; see `quarantine.drop`."""
        return quarantine.drop(self, ids, by, because)

    def overtake(
        self, source: str, stream: str, reading: str | None, missing: Callable[[Sequence[str]], list[str]]
    ) -> int:
        """Mark the rows of quarantine that a source no longer says; see `quarantine.overtake`."""
        return quarantine.overtake(self, source, stream, reading, missing)

    def judge(self, left: Key, right: Key, verdict: str, by: str, because: str = "") -> Judgement:
        """A person's judgement on two keys; see `acts.judge`."""
        return acts.judge(self, left, right, verdict, by, because)

    def withdraw(self, judgement: str, by: str) -> int:
        """Withdraw a person's judgement; see `acts.withdraw`."""
        return acts.withdraw(self, judgement, by)

    def register(self, source: SourceSpec, by: str) -> int:
        """Make a source known, or change it; see `acts.register`."""
        return acts.register(self, source, by)

    def trust(self, source: str, value: int, by: str) -> int:
        """Change how far a source is trusted; see `acts.trust`."""
        return acts.trust(self, source, value, by)

    def activate(self, ontology: Ontology, by: str, shipped: tuple[str, str] | None = None) -> int:
        """Put an ontology in force, and with the first one a set of policies; see `acts.activate`."""
        return acts.activate(self, ontology, by, shipped)

    def activate_policies(self, digest: str, by: str) -> int:
        """Put a set of policies in force; see `acts.activate_policies`."""
        return acts.activate_policies(self, digest, by)

    def erase(self, key: Key, by: str, because: str = "") -> int:
        """Destroy what every version of a key said; see `erasing.erase`."""
        return erasing.erase(self, key, by, because)

    def rebuild(self) -> list[Difference]:
        """Mend every difference that `verify` would report; see `rebuild.rebuild`."""
        return rebuild.rebuild(self)


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


def _mark(tx: Transaction, mark: SyncMark, written: Written) -> None:
    """Move the stream's cursor with the batch. Raises: Conflict, when another sync of the stream has begun since."""

    def check(moved: list[Row]) -> None:
        if not moved:
            advice = "it reads on where this one was left"
            raise Conflict(f"another sync of `{mark.source}/{mark.stream}` has begun meanwhile", advice)

    tx.expect(
        check, cypher("mark_stream"), stream=f"{mark.source}/{mark.stream}", sync=mark.sync, cursor=mark.cursor,
        status=mark.status, read=mark.read, new=written.new, changed=written.changed, same=written.same + mark.same,
        gone=written.gone, late=written.late, refused=written.refused,
    )  # fmt: skip

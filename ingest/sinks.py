"""Where batches go: into the store, or, in a dry run, nowhere, having been compared by the code that would write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from graph import versions
from graph.acts import SourceSpec
from graph.change import Change
from graph.engines.base import Failed, Transaction, Unstorable
from graph.model import Observation, Rejected
from graph.store import Store
from graph.versions import News
from graph.writer import SyncMark, Writer, Written
from ingest import poison
from ingest.seen import Seen


class Sink(Protocol):
    """What takes batches."""

    def write(self, observations: Sequence[Observation], mark: SyncMark, rejected: Sequence[Rejected]) -> Written:
        """Take one batch, wholly or not at all."""
        ...

    def begin(
        self, observations: Sequence[Observation], mark: SyncMark, rejected: Sequence[Rejected]
    ) -> Callable[[], Written] | None:
        """Begin to take one batch while the one before it is being committed; what is returned ends it.

        None where that cannot be: it is to be written when the one before it has ended.
        """
        ...

    def overtake(self, source: str, stream: str, reading: str | None, seen: Seen) -> None:
        """Mark the rows in quarantine that their source no longer says, told which keys it has."""
        ...

    def register(self) -> None:
        """Let the source stand as it is configured; what comes before the first batch, or where there is none."""
        ...


@dataclass
class Live:
    """Writes. The source is made known, or changed, before the first batch."""

    writer: Writer
    source: SourceSpec
    known: bool = False

    def write(self, observations: Sequence[Observation], mark: SyncMark, rejected: Sequence[Rejected]) -> Written:
        """Write one batch; where the engine does not take it, all of it but the rows that are to blame.

        Those are kept as rejected, with the engine's reason. The cursor moves with the last part.
        """
        self.register()
        return self._taken(lambda: self.writer.write(observations, mark, rejected), observations, mark, rejected)

    def begin(
        self, observations: Sequence[Observation], mark: SyncMark, rejected: Sequence[Rejected]
    ) -> Callable[[], Written] | None:
        begun = self.writer.write_ahead(observations, mark, rejected) if self.known else None
        return None if begun is None else lambda: self._taken(begun, observations, mark, rejected)

    def _taken(
        self,
        write: Callable[[], Written],
        observations: Sequence[Observation],
        mark: SyncMark,
        rejected: Sequence[Rejected],
    ) -> Written:
        try:
            return write()
        except (Unstorable, Failed) as error:
            if not observations:
                raise
            return poison.around(self.writer, observations, mark, rejected, error)

    def overtake(self, source: str, stream: str, reading: str | None, seen: Seen) -> None:
        self.register()
        self.writer.overtake(source, stream, reading, seen.missing)

    def register(self) -> None:
        if not self.known:
            self.writer.register(self.source, self.writer.owner)
            self.known = True


@dataclass
class Dry:
    """Counts what would be written."""

    store: Store

    def write(self, observations: Sequence[Observation], mark: SyncMark, rejected: Sequence[Rejected]) -> Written:
        def look(tx: Transaction) -> News:
            return versions.sort(Change(tx, self.store.ontology, 0), observations)

        return Written(0, *self.store.engine.write(look).counts, len(rejected))

    def begin(self, observations: Sequence[Observation], mark: SyncMark, rejected: Sequence[Rejected]) -> None:
        """What is only looked at takes no time to commit."""

    def overtake(self, source: str, stream: str, reading: str | None, seen: Seen) -> None:
        """Nothing leaves quarantine in a dry run."""

    def register(self) -> None:
        """No source changes in a dry run."""


CALM = 20
"""So many batches' worth of rows that need not be written are told of at once."""


@dataclass
class Batch:
    """Rows on their way to a sink: full at `size` rows or `weight` characters, whichever comes first.

    `same` of the rows that were read for it are in the graph as they are.
    """

    size: int
    weight: int = 4_000_000
    observations: list[Observation] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    before: tuple[set[str], ...] = ()
    read: int = 0
    same: int = 0
    held: int = 0

    def add(self, one: Observation) -> None:
        one.prepare()
        self.observations.append(one)
        self.keys.add(one.key.text)
        self.held += len(one.payload)

    def take(self, observations: Sequence[Observation], rejected: Rejected | None) -> None:
        """Add what became of one row."""
        for one in observations:
            self.add(one)
        if rejected is not None:
            self.reject(rejected)

    def reject(self, one: Rejected) -> None:
        self.rejected.append(one)
        self.held += len(one.payload)

    @property
    def full(self) -> bool:
        rows = len(self.observations) + len(self.rejected)
        return rows >= self.size or self.held >= self.weight or self.same >= CALM * self.size

    @property
    def empty(self) -> bool:
        return not (self.observations or self.rejected or self.read)

    def busy(self, key: str) -> bool:
        """Whether a key is in this batch, or in one of the two before it, which may still be being written."""
        return key in self.keys or any(key in keys for keys in self.before)

    def clear(self) -> None:
        """Begin the next batch."""
        self.before = (*self.before, self.keys)[-2:]
        self.observations, self.rejected, self.keys = [], [], set()
        self.read = self.same = self.held = 0

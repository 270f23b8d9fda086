"""The sync of one stream: read → map → write in bounded memory, resumable at every batch.

Two kinds of streams. A *tracked* one gives all its rows each time and knows no unique key (files): its keys are noted
as they are read, so that doubles are told and what is no longer there is found; resumed, it is read from its start and
the rows that were handled are only noted. Any other is resumed at its cursor, and asked for its keys to find deletes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from graph.model import Key, Observation
from graph.store import Store
from graph.writer import SyncMark, Written
from ingest.behind import Relay
from ingest.cells import RowError
from ingest.connector import Connector, Item, Mark, Raw, Retry, Skip, Stop, StreamInfo
from ingest.contracts.inspector import Inspector
from ingest.intake import Intake, owning, refused, settled, unreadable
from ingest.mapping import StreamMapping
from ingest.plans import Plan, Terms, planned
from ingest.progress import Outcome, Phase, Progress
from ingest.remapping import begun, remapping, stamped
from ingest.seen import Seen
from ingest.sieve import Sieve
from ingest.sinks import Batch, Sink
from ingest.state import State, parse
from ingest.stopping import Halt, Stopped
from ingest.sweeping import Sweep, forgotten, gather
from ingest.unmet import Unmet
from ontology.errors import ThroughlineError

BEAT = 500
"""Rows between two signs of progress."""


class StreamSync:
    """One stream on its way into the graph. `outcome` is what came of it so far, `left` the state it was left in."""

    def __init__(
        self, store: Store, sink: Sink, connector: Connector, mapping: StreamMapping, sync: str, terms: Terms,
        inspector: Inspector | None = None,
    ) -> None:  # fmt: skip
        self._store = store
        self._sink = sink
        self._connector = connector
        self._mapping = mapping
        self._terms = terms
        self._inspector = inspector or Inspector()
        self._begun = time.monotonic()
        self._batch = Batch(store.engine.batch)
        self.left = store.cursor(mapping.source, mapping.stream)
        self._stored = parse(self.left)
        self._planned: list[Plan | None] = []
        self._blind = 0
        self._behind: Relay[tuple[State, SyncMark], Written] = Relay(self._landed)
        self.outcome = Outcome(mapping.source, mapping.stream, sync, "done")

    def run(self) -> None:
        """Read the stream once, from where it was left to its end, and look for deletes.

        Raises:
            Retry: the system does not answer; the next run goes on from the last batch.
            Stop: the stream cannot be read on.
            Stopped: somebody asked to stop; what was read is written.
            Halt: the contract is breached, and the batch at hand is not written; or more is missing than may be deleted
                without asking, and what was read is written. One that is halted at its end and paged by its key is read
                from its start the next time: what was mended may lie anywhere.
        """
        self._remap()
        plan = self._planned.pop() if self._planned else self._plan()
        if plan is None:
            self.outcome = replace(self.outcome, status="done" if self.outcome.remapped else "unchanged")
            self._inspector.idle()
            return
        self._inspector.open(plan.info.names, plan.full, fresh=plan.rows == 0)
        swept = self._mapping.sweep and self._held()
        seen = Seen()
        try:
            state = self._read(plan, seen)
            try:
                self._inspector.finish(state.rows)
                if swept:
                    self._sweep(plan, state, seen)
            except Halt:
                self._batch.clear()
                if plan.paged:
                    self._write(replace(state, rows=0, cursor=None), final=True, judged=False)
                raise
            self._forget(state)
            self._write(stamped(replace(state, complete=True), self._mapping), final=True)
        finally:
            seen.close()
            self._behind.settle()

    def _held(self) -> bool:
        """Whether the graph may hold what is not read: not at the first reading."""
        mapping = self._mapping
        return self._stored is not None or any(self._store.keys(mapping.source, one, "", 1) for one in mapping.streams)

    @property
    def idle(self) -> bool:
        """Whether nothing is to be done; False also when that cannot be told, as running will tell why."""
        if self._stored is not None and self._stored.owed:
            return False
        try:
            if remapping(self._store, self._mapping, self._stored) is not None:
                return False
            self._planned = [self._plan()]
        except ThroughlineError:
            return False
        return self._planned == [None]

    def close(self) -> None:
        """Let a batch that is being written be written."""
        self._behind.close()

    def waiting(self) -> None:
        """Tell that the system is waited for."""
        self._tell("waiting", 0, None)

    def _remap(self) -> None:
        """Map the stored rows again, where the mapping has changed and they are enough for it."""
        again = remapping(self._store, self._mapping, self._stored)
        if again is None:
            return
        self._fitting()
        state = again.begun
        for place, step in enumerate(again.steps(), 1):
            if self._terms.stop():
                self._write(state)
                self._behind.settle()
                raise Stopped
            if self._batch.full or any(one.key.text in self._batch.keys for one in step.observations):
                self._write(state)
            self._batch.take(step.observations, step.rejected)
            state = step.state
            if place % BEAT == 0:
                self._tell("mapping again", place, None)
            self.outcome = replace(self.outcome, remapped=place)
        self._write(again.done, final=True)
        self._behind.settle()
        self.outcome = replace(self.outcome, told=again.told)

    def _fitting(self) -> StreamInfo:
        """What the connector says of the stream, whose columns are those that the mapping reads."""
        info = self._connector.stream(self._mapping.origin)
        if problems := self._mapping.check(info):
            raise Stop(f"the mapping of `{self._mapping.stream}` does not fit", "mend one or the other", problems)
        return info

    def _plan(self) -> Plan | None:
        """How to read on; None when nothing has changed since all was read."""
        info = self._fitting()
        fingerprint = self._connector.fingerprint(self._mapping.origin)
        unique = self._inspector.asks_unique
        return planned(self._mapping, info, fingerprint, self._stored, self.outcome.sync, unique)

    def _read(self, plan: Plan, seen: Seen) -> State:
        """Handle every row. Returns the state after the last one, whose batch may be unwritten."""
        state = replace(self._stored or State(""), fingerprint=plan.fingerprint, complete=False, reading=plan.reading)
        state = begun(state, self._mapping)
        total = self._connector.count(self._mapping.origin, plan.cursor)
        intake = Intake(self._mapping, seen if plan.tracked else None)
        unmet = Unmet(() if plan.info.names else self._mapping.columns)
        place, done, cursor, marked, self._blind = 0, 0, plan.cursor, "", 0

        def reached() -> State:
            return replace(state, rows=plan.rows + done, cursor=cursor)

        try:
            for item, known in self._sifted(plan, unmet):
                if self._terms.stop():
                    raise Stopped
                if isinstance(item, Mark):
                    cursor, marked = item.cursor, item.told or marked
                    continue
                place += 1
                if place > plan.skip:
                    self._handle(item, known, intake, reached)
                    self._batch.read += 1
                elif isinstance(item, Skip) or not self._note(item, intake):
                    self._blind += 1
                done, cursor = place, item.cursor or cursor
                if self._batch.full:
                    self._write(reached())
                if place % BEAT == 0:
                    self._tell("catching up" if place < plan.skip else "reading", place, total)
        except (Retry, Stop, Stopped):
            self._write(reached())
            raise
        self._tell("reading", place, place)
        self.outcome = replace(
            self.outcome, told="; ".join(filter(None, (self.outcome.told, unmet.told(place), marked)))
        )
        return reached()

    def _sifted(self, plan: Plan, unmet: Unmet) -> Iterator[tuple[Item, str | None]]:
        """What is read, each with its key if it is a row that the graph holds as it is: where most rows may be that."""
        items = unmet.through(self._connector.read(self._mapping.origin, plan.cursor))
        if self._stored is None or plan.cursor is not None or self._mapping.carried:
            return ((item, None) for item in items)
        return Sieve(self._store, self._mapping, self._batch.busy).sift(items)

    def _note(self, item: Raw, intake: Intake) -> bool:
        """Note a row that was handled before; whether its keys could be read."""
        self._inspector.note(item.data, item.position)
        return intake.note(item)

    def _handle(self, item: Raw | Skip, known: str | None, intake: Intake, reached: Callable[[], State]) -> None:
        """Put a row into the batch, as observations or as rejected; the graph holds that of a `known` key as it is."""
        if isinstance(item, Skip):
            self._blind += 1
            self._batch.reject(unreadable(self._mapping, item))
            return
        try:
            self._inspector.row(item.data, item.position, self._mapping.key)
            if known is not None and intake.first(known, item.position) is None:
                self._batch.same += 1
                return
            found = self._mapping.apply(item)
        except RowError as error:
            first = intake.first(error.key, item.position)
            if not intake.note(item):
                self._blind += 1
            self._batch.reject(refused(self._mapping, item, error, first))
            return
        taken, doubles = intake.admit(found, item.position)
        for one in doubles:
            self._batch.reject(one)
        if any(one.key.text in self._batch.keys for one in taken):
            self._write(reached())
        for observation in taken:
            self._batch.add(observation)

    def _sweep(self, plan: Plan, state: State, seen: Seen) -> None:
        """Tell the graph of the keys that it has and the system has not; not when a key could not be read.

        Raises:
            Halt: more is missing than may be deleted without asking.
        """
        looked = partial(self._tell, "looking for deletes")
        if not plan.tracked:
            self._write(state)
            self._blind += gather(self._connector, self._mapping, plan.info.names, seen, self._terms.stop, looked)
        if self._blind:
            text = f"rows without a readable key: {self._blind}, so that what was deleted is not known"
            self.outcome = replace(self.outcome, withheld=text)
            return
        self._write(state)
        self._behind.settle()
        sweep = Sweep(self._store, self._mapping, seen)
        sweep.look(self._terms.deletes, self._terms.stop, looked)
        for stream in self._mapping.streams:
            self._sink.overtake(self._mapping.source, stream, None if plan.info.incremental else plan.reading, seen)
        for key in sweep.missing():
            self._batch.add(Observation(Key.parse(key), gone=True))
            if self._batch.full:
                self._write(state)
                if self._terms.stop():
                    raise Stopped

    def _forget(self, state: State) -> None:
        """Tell the graph that what rows carried is gone that the mapping of the source knows no more."""
        for keys in forgotten(self._store, self._mapping, self._terms.mapped, state.streams):
            if self._terms.stop():
                raise Stopped
            for key in keys:
                self._batch.add(Observation(Key.parse(key), gone=True))
            self._write(state)

    def _write(self, state: State, final: bool = False, judged: bool = True) -> None:
        """Write the batch, and with it where reading got to: behind, while the next one is read."""
        batch, mapping = self._batch, self._mapping
        if batch.empty and not final:
            return
        if judged:
            self._inspector.before_write(batch.observations, self._behind.settle)
        where = (mapping.source, mapping.stream)
        mark = SyncMark(self.outcome.sync, *where, state.text, batch.read, reading=state.reading, same=batch.same)
        observations, rejected = batch.observations, batch.rejected
        batch.clear()

        def write() -> Written:
            return self._sink.write(settled(self._store, mapping, observations), mark, rejected)

        begin = (lambda: None) if owning(mapping) else partial(self._sink.begin, observations, mark, rejected)
        self._behind.give((state, mark), write, begin)

    def _landed(self, about: tuple[State, SyncMark], written: Written) -> None:
        """Count a batch that was written."""
        self._stored, mark = about
        self.outcome = self.outcome.plus(mark, written)

    def _tell(self, phase: Phase, rows: int, total: int | None = None) -> None:
        seconds = time.monotonic() - self._begun
        self._terms.watch(Progress(self._mapping.source, self._mapping.stream, phase, rows, total, seconds))

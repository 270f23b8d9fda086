"""Schedules: sources that are synced again and again, each at its turns, until somebody asks to stop.

Turns are counted from one fixed moment, so that they do not drift, whatever a sync takes: every 15 minutes are the
quarters of each hour. A turn that passes while a sync runs is left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from graph import claims
from graph.store import Store
from ingest.progress import Outcome, Watch, unwatched
from ingest.sources import Source
from ingest.survey import Configured, Unreadable
from ingest.sync import sync_all
from ontology.errors import Invalid, ThroughlineError

FIRST = datetime(1970, 1, 1, tzinfo=UTC)
LOOK = timedelta(seconds=5)
"""How long a runner waits at most until it looks again which sources there are, and how often each is synced."""

STEP = 0.25
"""Seconds between two questions whether to stop."""


def present() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def next_turn(after: datetime, every: timedelta) -> datetime:
    """The first turn after a moment."""
    return FIRST + every * ((after - FIRST) // every + 1)


class Runner:
    """Syncs sources at their turns. `choose` tells which there are, `every` how often where their files do not count.

    `tell` is given the outcomes of each turn. Tests hand in `clock` and `sleep`.
    """

    def __init__(
        self,
        store: Store,
        choose: Callable[[], Iterable[Configured]],
        environ: Mapping[str, str],
        tell: Callable[[list[Outcome]], None],
        *,
        every: timedelta | None = None,
        watch: Watch = unwatched,
        clock: Callable[[], datetime] = present,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._choose = choose
        self._environ = environ
        self._tell = tell
        self._every = every
        self._watch = watch
        self._clock = clock
        self._sleep = sleep
        self._due: dict[str, datetime] = {}
        self._sources: dict[str, Source] = {}
        self._spans: dict[str, timedelta] = {}
        self._troubles: dict[str, str] = {}

    def run(self, stop: Callable[[], bool]) -> None:
        """Sync until asked to stop: each source once now, then at its turns. What fails is told and tried again.

        Raises:
            Invalid: no source has a schedule.
        """
        self._sources = self._scheduled()
        if not (self._sources or self._troubles):
            raise Invalid("no source has a schedule", "write `every: 15m` into its file, or say `--every 15m`")
        try:
            while not stop():
                for name, source in self._sources.items():
                    if not stop() and self._due.get(name, FIRST) <= self._clock():
                        self._turn(source, stop)
                self._wait(stop)
                self._look()
        finally:
            for name in self._due:
                claims.plan(self._store.engine, name, None)

    def _scheduled(self) -> dict[str, Source]:
        """The sources that have a schedule; of one whose file cannot be read any more, what it said before."""
        found: dict[str, Source] = {}
        troubles: dict[str, str] = {}
        for one in self._choose():
            if isinstance(one, Unreadable):
                troubles[one.name] = one.reason
                found |= {name: source for name, source in self._sources.items() if name == one.name}
            elif self._every or one.every:
                found[one.name] = one
        self._trouble(troubles)
        return found

    def _trouble(self, found: dict[str, str]) -> None:
        """Tell what cannot be read, by source: each trouble once."""
        news = [(name, reason) for name, reason in found.items() if self._troubles.get(name) != reason]
        self._troubles = found
        if news:
            self._tell([Outcome(name, "", "", "failed", reason=reason) for name, reason in news])

    def _look(self) -> None:
        """See which sources there are now, and how often; when that cannot be seen, those from before go on."""
        try:
            found = self._scheduled()
            for name in self._due.keys() - found.keys():
                del self._due[name]
                claims.plan(self._store.engine, name, None)
            for name in self._due.keys() & found.keys():
                if self._span(found[name]) != self._spans[name]:
                    self._plan(found[name])
        except ThroughlineError as error:
            self._trouble({"": str(error)})
            return
        self._sources = found

    def _turn(self, source: Source, stop: Callable[[], bool]) -> None:
        """Sync a source, and settle when that is done next."""
        outcomes: list[Outcome] = []
        try:
            outcomes.extend(sync_all(self._store, [source], self._environ, watch=self._watch, stop=stop))
        except ThroughlineError as error:
            outcomes.append(Outcome(source.name, "", "", "failed", reason=str(error)))
        try:
            self._plan(source)
        except ThroughlineError as error:
            outcomes.append(Outcome(source.name, "", "", "failed", reason=str(error)))
        self._tell(outcomes)

    def _plan(self, source: Source) -> None:
        """Settle when a source is synced next, and tell the graph."""
        self._spans[source.name] = self._span(source)
        self._due[source.name] = next_turn(self._clock(), self._spans[source.name])
        claims.plan(self._store.engine, source.name, self._due[source.name])

    def _span(self, source: Source) -> timedelta:
        return self._every or source.interval or LOOK

    def _wait(self, stop: Callable[[], bool]) -> None:
        """Wait for the next turn, but no longer than until the next look."""
        until = min([*self._due.values(), self._clock() + LOOK])
        while not stop() and (left := (until - self._clock()).total_seconds()) > 0:
            self._sleep(min(left, STEP))

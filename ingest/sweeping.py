"""Sweeps: the keys that the graph has and the system has not, all of them found before any of them is deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set

from pydantic import BaseModel, ConfigDict, Field

from graph.store import Store
from ingest.cells import RowError
from ingest.connector import Connector
from ingest.mapping import StreamMapping
from ingest.paths import head
from ingest.seen import Seen
from ingest.stopping import Halt, Stopped

BEAT = 500
"""Keys between two signs of progress."""

PAGE = 20_000
"""How many keys of the graph are held against the source's at once: engines order all of a stream for each page."""


class Deletes(BaseModel):
    """How much one sync may delete of a stream without asking: up to `few` rows, or up to the share `most` of them.

    A stream that has no rows any more is asked about whatever their number, unless `most` is 1.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    most: float = Field(default=0.2, ge=0, le=1)
    few: int = Field(default=20, ge=0)

    def allow(self, missing: int, held: int, empty: bool) -> bool:
        """Whether `missing` of the `held` rows may go; `empty` says that the system has none any more."""
        if missing == 0 or self.most == 1:
            return True
        return not empty and (missing <= self.few or missing <= self.most * held)


ANY = Deletes(most=1)
"""Whatever is missing was deleted."""


class Sweep:
    """What a pass over a stream and its inner streams has not seen, noted beside what it has."""

    def __init__(self, store: Store, mapping: StreamMapping, seen: Seen) -> None:
        self._store = store
        self._mapping = mapping
        self._seen = seen

    def look(self, limits: Deletes, stop: Callable[[], bool], tell: Callable[[int], None]) -> None:
        """Find what is missing; `tell` is told how many keys were looked at.

        Raises:
            Halt: it is more than may be deleted without asking.
            Stopped: somebody asked to stop.
        """
        looked = 0
        for stream in self._mapping.streams:
            held = missing = 0
            for keys in self._pages(stream):
                if stop():
                    raise Stopped
                held += len(keys)
                missing += self._seen.note_missing(keys)
                tell(looked + held)
            looked += held
            if not limits.allow(missing, held, empty=self._seen.count == 0):
                raise self._halt(stream, missing, held, limits)

    def missing(self) -> Iterator[str]:
        """The keys that are missing."""
        return self._seen.noted_missing()

    def _pages(self, stream: str) -> Iterator[list[str]]:
        after = ""
        while keys := self._store.keys(self._mapping.source, stream, after, PAGE):
            yield keys
            after = keys[-1]

    def _halt(self, stream: str, missing: int, held: int, limits: Deletes) -> Halt:
        mapping = self._mapping
        advice = (
            f"if they were deleted, say `throughline sync {mapping.source} --stream {mapping.stream} --deletes`; "
            "if not, mend the source"
        )
        if self._seen.count == 0:
            return Halt(f"`{stream}` has no rows any more, and the graph holds {held}: none was deleted", advice)
        figures = f"{missing} of the {held} rows of `{stream}` are no longer there ({_percent(missing / held)})"
        return Halt(f"{figures}, more than the {_percent(limits.most)} that may go: none was deleted", advice)


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


def forgotten(store: Store, mapping: StreamMapping, known: Set[str], given: Iterable[str]) -> Iterator[list[str]]:
    """The keys, by pages, of those of the given streams that are neither known nor the mapping's own any more."""
    for stream in sorted(set(given) - known - set(mapping.streams)):
        after = ""
        while keys := store.keys(mapping.source, stream, after, store.engine.batch):
            yield keys
            after = keys[-1]


def gather(
    connector: Connector,
    mapping: StreamMapping,
    names: Sequence[str],
    seen: Seen,
    stop: Callable[[], bool],
    tell: Callable[[int], None],
) -> int:
    """Note every key that a stream of those columns has now. Returns how many could not be read.

    Raises:
        Stopped: somebody asked to stop.
    """
    columns = [name if name in names or not names else head(name) for name in mapping.all_key_columns]
    blind = 0
    for place, data in enumerate(connector.keys(mapping.origin, list(dict.fromkeys(columns))), 1):
        try:
            for key in mapping.keys(data) if data is not None else ():
                seen.put(key.text, "")
            blind += data is None
        except RowError:
            blind += 1
        if place % BEAT == 0:
            if stop():
                raise Stopped
            tell(place)
    return blind

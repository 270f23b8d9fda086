"""Rows that the graph holds as they are, told before they are mapped: reading a whole stream again costs little."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from graph.store import Store
from ingest.connector import Item, Raw, Retry, Stop
from ingest.mapping import StreamMapping
from ontology.digest import canonical

WEIGHT = 4_000_000
"""Characters of rows that are looked up at once, at the most."""


class Sieve:
    """Looks rows up in groups. `busy` tells whether a key is on its way into the graph, so that what is held is old."""

    def __init__(self, store: Store, mapping: StreamMapping, busy: Callable[[str], bool]) -> None:
        self._store = store
        self._mapping = mapping
        self._busy = busy

    def sift(self, items: Iterable[Item]) -> Iterator[tuple[Item, str | None]]:
        """The items in their order, each with its key's text if it is a row that the graph holds as it is.

        What was read before the source failed comes before the failure.
        """
        group: list[Item] = []
        weight = 0
        try:
            for item in items:
                group.append(item)
                weight += _weight(item)
                if len(group) >= self._store.engine.batch or weight >= WEIGHT:
                    yield from self._told(group)
                    group, weight = [], 0
        except (Retry, Stop):
            yield from self._told(group)
            raise
        yield from self._told(group)

    def _told(self, group: list[Item]) -> Iterator[tuple[Item, str | None]]:
        glances = [self._mapping.glance(item) if isinstance(item, Raw) else None for item in group]
        asked = [(place, one) for place, one in enumerate(glances) if one is not None]
        same = {asked[at][0] for at in self._store.unchanged([one for _, one in asked])}
        for place, (item, one) in enumerate(zip(group, glances, strict=True)):
            known = one is not None and place in same and not self._busy(one[0])
            yield item, one[0] if known and one is not None else None


def _weight(item: Item) -> int:
    """About how many characters a row has."""
    if not isinstance(item, Raw):
        return 0
    return sum(_size(value) for value in item.data.values())


def _size(value: Any) -> int:
    """About how many characters a value has; as many as can be where it has no JSON form."""
    if isinstance(value, str):
        return len(value)
    if not isinstance(value, (list, dict)):
        return 16
    try:
        return len(canonical(value))
    except TypeError:
        return WEIGHT

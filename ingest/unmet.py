"""Columns that a mapping reads and that no row has: where a stream declares none, that is how a wrong name shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingest.connector import Item, Raw
from ingest.paths import head
from ontology.errors import nearest

MANY = 1_000
"""How many names of columns are noted, to tell the nearest right one."""


class Unmet:
    """Those of some columns that have not been met yet."""

    def __init__(self, columns: Iterable[str]) -> None:
        self._left = {head(column) for column in columns}
        self._met: set[str] = set()

    def through(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items as they are; the columns of their rows are met."""
        for item in items:
            if self._left and isinstance(item, Raw):
                self._left.difference_update(item.data)
                if len(self._met) < MANY:
                    self._met.update(item.data)
            yield item

    def told(self, rows: int) -> str:
        """What to tell after so many rows; empty when every column was met, or there were no rows."""
        if not self._met:
            return ""
        return "; ".join(f"no row has `{name}`, of {rows} read: {self._advice(name)}" for name in sorted(self._left))

    def _advice(self, name: str) -> str:
        return nearest(name, self._met) or "the mapping reads it"

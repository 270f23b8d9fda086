"""What rows are like, column by column, in bounded memory: counts of nulls, types, categories; a sample of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.contracts.values import SHOWN, Kind, empty, kind_of
from ingest.paths import ABSENT, look
from ingest.rowrules import coded

CATEGORIES = 50
"""How many different values of a column are counted one by one; a column with more has none."""

SAMPLE = 400
"""How many numbers of a column are kept: evenly spread over the rows."""

COLUMNS = 500
"""How many columns are looked at, beside those that are declared."""


@dataclass
class Column:
    """What the values of one column are like.

    `categories` is None when there are too many to count, or lists and objects among them: they may hold secrets.
    """

    rows: int = 0
    nulls: int = 0
    types: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] | None = field(default_factory=Counter)
    numbers: list[float] = field(default_factory=list)
    stride: int = 1
    met: int = 0

    @property
    def filled(self) -> int:
        return self.rows - self.nulls

    @property
    def kind(self) -> Kind | None:
        """The type that most values are of; None when there are none."""
        return self.types.most_common(1)[0][0] if self.types else None  # type: ignore[return-value]

    def add(self, value: Any, nulls: frozenset[str]) -> None:
        """Look at a value."""
        self.rows += 1
        if empty(value, nulls):
            self.nulls += 1
            return
        kind = kind_of(value)
        self.types[kind] += 1
        if kind in ("integer", "decimal"):
            self.met += 1
            if self.met % self.stride == 0:
                self._number(float(value))
        if isinstance(value, (list, dict)):
            self.categories = None
        if self.categories is not None:
            self._category(coded(value))

    def merge(self, other: Column) -> None:
        """Look at all that another has looked at."""
        self.rows += other.rows
        self.nulls += other.nulls
        self.types += other.types
        if self.categories is not None and other.categories is not None:
            self.categories += other.categories
            self._bound()
        else:
            self.categories = None
        while self.stride < other.stride:
            self._thin()
        for place, number in enumerate(other.numbers, 1):
            if (self.met + place * other.stride) % self.stride < other.stride:
                self.numbers.append(number)
        self.met += other.met
        while len(self.numbers) >= 2 * SAMPLE:
            self._thin()

    def _number(self, number: float) -> None:
        self.numbers.append(number)
        if len(self.numbers) >= 2 * SAMPLE:
            self._thin()

    def _thin(self) -> None:
        """Keep every second number."""
        self.numbers = self.numbers[::2]
        self.stride *= 2

    def _category(self, text: str) -> None:
        if len(text) > SHOWN:
            self.categories = None
            return
        assert self.categories is not None
        self.categories[text] += 1
        self._bound()

    def _bound(self) -> None:
        if self.categories is not None and len(self.categories) > CATEGORIES:
            self.categories = None


@dataclass
class Profile:
    """What some rows are like. `declared` columns are looked at however many there are, and where their paths lead."""

    rows: int = 0
    columns: dict[str, Column] = field(default_factory=dict)
    declared: tuple[str, ...] = ()

    def add(self, data: Mapping[str, Any], nulls: frozenset[str] = frozenset()) -> None:
        """Look at a row."""
        self.rows += 1
        for name, value in data.items():
            if (column := self._column(name)) is not None:
                column.add(value, nulls)
        for name in self.declared:
            if name not in data and (value := look(data, name)) is not ABSENT:
                self.columns.setdefault(name, Column()).add(value, nulls)

    def _column(self, name: str) -> Column | None:
        """The column of that name; None when it is one too many."""
        if name not in self.columns and (len(self.columns) < COLUMNS or name in self.declared):
            self.columns[name] = Column()
        return self.columns.get(name)

    def merge(self, other: Profile) -> None:
        """Look at all rows that another has looked at."""
        self.rows += other.rows
        for name, column in other.columns.items():
            if (mine := self._column(name)) is not None:
                mine.merge(column)

    def null_rate(self, name: str) -> float:
        """The share of rows that say nothing in a column: it is empty there, or not there at all."""
        column = self.columns.get(name)
        return 1 - (column.filled if column else 0) / self.rows if self.rows else 0.0

    def document(self, secret: frozenset[str] = frozenset()) -> dict[str, Any]:
        """The profile as JSON; of secret columns neither values nor numbers."""
        return {"rows": self.rows, "columns": {name: _told(one, name in secret) for name, one in self.columns.items()}}


def _told(one: Column, secret: bool) -> dict[str, Any]:
    enumerated = one.categories if one.categories is not None and not secret and one.filled else None
    few = enumerated is not None and 2 * len(enumerated) <= one.filled
    kept = sorted(one.numbers)
    step = max(1, len(kept) // 100)
    return {
        "rows": one.rows,
        "nulls": one.nulls,
        "types": dict(one.types),
        "categories": dict(enumerated) if enumerated is not None and few else None,
        "numbers": [] if secret else kept[::step],
    }


def parse(document: Mapping[str, Any]) -> Profile:
    """The profile of a document."""
    found = Profile(int(document["rows"]))
    for name, one in document["columns"].items():
        categories = Counter(one["categories"]) if one["categories"] is not None else None
        numbers = [float(number) for number in one["numbers"]]
        found.columns[name] = Column(
            one["rows"], one["nulls"], Counter(one["types"]), categories, numbers, met=len(numbers)
        )
    return found

"""Cells of a row: a column's value as it was read, told apart into there, explicitly none, and absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.model import RejectionKind
from ingest.cleaners import Cleaner, Plain, Unclean, integer, text
from ingest.countries import region
from ingest.paths import ABSENT, Absent, look, nested
from ontology.errors import Invalid

SHOWN = 60
"""How many characters of a value are repeated in a reason."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value cannot be taken."""

    column: str
    value: Any
    reason: str

    def __str__(self) -> str:
        shown = str(self.value)
        shown = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
        return f"column `{self.column}`: {self.reason}" + (f", `{shown}`" if self.value is not None else "")


class RowError(Invalid):
    """A row that cannot be mapped: all its problems, and its key's text when that much was readable."""

    title = "row cannot be mapped"
    kind: RejectionKind = "mapping"

    def __init__(self, problems: tuple[Problem, ...], key: str | None = None) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems
        self.key = key


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of a row, by its name or, in nested objects and lists, by its path.

    `null` and `blank` say what a null and an empty text mean: None (there is none) or ABSENT (nothing is said); where
    an empty text is a code, `blank` is that text.
    """

    column: str
    null: Absent | None = None
    blank: Absent | str | None = ABSENT
    nulls: frozenset[str] = frozenset()

    def read(self, data: Mapping[str, Any]) -> Any:
        """The value, None, or ABSENT."""
        value = data.get(self.column, ABSENT)
        if value is ABSENT and nested(self.column):
            value = look(data, self.column)
        return self.meant(value)

    def meant(self, value: Any) -> Any:
        """What a value means, of a column or in a list: itself, None, or ABSENT."""
        if value is None:
            return self.null
        if type(value) is str:
            if not value or value.isspace():
                return self.blank
            if self.nulls and value.strip() in self.nulls:
                return None
        return value


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value that is the same in every row."""

    value: Plain
    column: str = "value"

    def read(self, data: Mapping[str, Any]) -> Plain:
        return self.value


Source = Cell | Fixed


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a key: text or an integer, as it was read or as `kind` says."""

    cell: Source
    kind: str | None

    def read(self, data: Mapping[str, Any]) -> str | int | None:
        """The part; None when the row has none.

        Raises:
            RowError: it is neither text nor an integer.
        """
        value = self.cell.read(data)
        return None if value is None or value is ABSENT else self.typed(value)

    def element(self, value: Any) -> str | int | None:
        """The part that an element of a list is; None when it is empty. Raises: RowError."""
        meant = self.cell.meant(value) if isinstance(self.cell, Cell) else value
        return None if meant is None or meant is ABSENT else self.typed(meant)

    def typed(self, value: Any) -> str | int:
        """The value as a part of a key. Raises: RowError."""
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise RowError((Problem(self.cell.column, value, "a key is text or an integer"),))
        if self.kind is None:
            return value
        try:
            return integer(value) if self.kind == "integer" else text(value)
        except Unclean as unclean:
            raise RowError((Problem(self.cell.column, value, unclean.message),)) from None


@dataclass(frozen=True, slots=True)
class Country:
    """The country that a value is read in."""

    cell: Source

    def read(self, data: Mapping[str, Any]) -> str | None:
        """Its region. Raises: Unclean."""
        value = self.cell.read(data)
        if value is None or value is ABSENT:
            return None
        found = region(str(value))
        if found is None:
            raise Unclean(f"its country `{str(value)[:SHOWN]}` is not known")
        return found


def cleaned(clean: Cleaner, value: Any, home: str | None) -> Plain:
    """One value, cleaned. Raises: Unclean."""
    if type(value) is not str and isinstance(value, (Mapping, list)):
        raise Unclean("an object" if isinstance(value, Mapping) else "several values where one is meant")
    return clean(value, home)

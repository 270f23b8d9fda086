"""The rules of a compiled mapping: how a field, an amount of money, a reference or a moment is taken from a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from graph.model import INDEXED_BYTES, Key, Ref, Value
from ingest.cells import Cell, Country, Part, Problem, RowError, Source, cleaned
from ingest.cleaners import FALSE, Cleaner, Plain, Unclean
from ingest.computing import Computed
from ingest.money import currency, minor_units
from ingest.paths import ABSENT, nested
from ontology.errors import nearest

Filler = Callable[[Mapping[str, Any], dict[str, Value], list[Problem]], None]
"""Puts what a row says of a property into fields, and what cannot be taken into problems."""


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How one property gets its value."""

    property: str
    cells: tuple[Source | Computed, ...]
    clean: Cleaner
    functional: bool
    split: str | None = None
    codes: Mapping[str, Plain | None] | None = None
    unknown: Literal["reject", "keep", "null"] = "reject"
    prepare: Callable[[Plain], Plain] | None = None
    country: Country | None = None
    drop: bool = False

    def fill(self, data: Mapping[str, Any], fields: dict[str, Value], problems: list[Problem]) -> None:
        """Put what the row says of the property into `fields`; what cannot be taken into `problems`."""
        if self.functional:
            cell = self.cells[0]
            value = self._read(cell, data, problems)
            if value is not ABSENT:
                value = self._taken(cell.column, value, data, problems)
                if value is not ABSENT:
                    fields[self.property] = value
            return
        found: dict[Plain, None] = {}
        said = False
        for cell in self.cells:
            for value in self._items(cell, self._read(cell, data, problems)):
                taken = self._taken(cell.column, value, data, problems)
                said = said or taken is not ABSENT
                if taken is not None and taken is not ABSENT:
                    found[taken] = None
        if said:
            fields[self.property] = tuple(found) or None

    def filler(self) -> Filler:
        """What fills the property in, without looking again at each row how the rule is: `fill`, only faster."""
        cell = self.cells[0]
        if self.codes is not None or self.prepare or self.country or not self.functional:
            return self.fill
        if not isinstance(cell, Cell) or nested(cell.column):
            return self.fill
        name, column, clean, read, take = self.property, cell.column, self.clean, cell.meant, self._taken

        def fill(data: Mapping[str, Any], fields: dict[str, Value], problems: list[Problem]) -> None:
            value = read(data.get(column, ABSENT))
            if value is ABSENT:
                return
            if type(value) is str:
                try:
                    fields[name] = clean(value, None)
                    return
                except Unclean:
                    pass
            value = take(column, value, data, problems)
            if value is not ABSENT:
                fields[name] = value

        return fill

    def _read(self, cell: Source | Computed, data: Mapping[str, Any], problems: list[Problem]) -> Any:
        """What stands there, or is computed; ABSENT when it cannot be."""
        try:
            return cell.read(data)
        except Unclean as unclean:
            if not self.drop:
                problems.append(Problem(cell.column, None, unclean.message))
            return ABSENT

    def _items(self, cell: Source | Computed, value: Any) -> Iterable[Any]:
        """The single values of a cell; one in a list, or in a text of several, means what it would mean alone."""
        if isinstance(value, list):
            values = value or (None,)
        elif self.split and isinstance(value, str):
            values = [item for item in value.split(self.split) if item.strip()]
        else:
            return () if value is ABSENT else (value,)
        meant = map(cell.meant, values) if isinstance(cell, Cell) else values
        return [one for one in meant if one is not ABSENT]

    def _taken(self, column: str, value: Any, data: Mapping[str, Any], problems: list[Problem]) -> Any:
        """The cleaned value, None, or ABSENT when it cannot be taken."""
        if value is None:
            return None
        try:
            if self.codes is not None:
                value = _decoded(value, self.codes, self.unknown)
                if value is None:
                    return None
            if self.prepare:
                value = self.prepare(value)
            home = self.country.read(data) if self.country else None
            return cleaned(self.clean, value, home)
        except Unclean as unclean:
            if not self.drop:
                problems.append(Problem(column, value, unclean.message))
            return ABSENT


@dataclass(frozen=True, slots=True)
class MoneyRule:
    """How a property gets an amount of money: minor units, and the currency in a field beside it."""

    property: str
    amount: FieldRule
    currency: Source
    minor: bool

    def filler(self) -> Filler:
        """See `FieldRule.filler`."""
        amount = self.amount.filler()

        def fill(data: Mapping[str, Any], fields: dict[str, Value], problems: list[Problem]) -> None:
            found: dict[str, Value] = {}
            amount(data, found, problems)
            if found:
                self._put(found[self.property], data, fields, problems)

        return fill

    def _put(self, amount: Value, data: Mapping[str, Any], fields: dict[str, Value], problems: list[Problem]) -> None:
        """Put an amount and its currency into `fields`; what cannot be taken into `problems`."""
        if amount is None:
            fields[self.property] = fields[f"{self.property}_currency"] = None
            return
        try:
            code = self._currency(data)
            fields[self.property] = amount if self.minor else minor_units(str(amount), code)
            fields[f"{self.property}_currency"] = code
        except Unclean as unclean:
            if not self.amount.drop:
                column = self.amount.cells[0].column
                problems.append(Problem(column, self.amount.cells[0].read(data), unclean.message))

    def _currency(self, data: Mapping[str, Any]) -> str:
        value = self.currency.read(data)
        if value is None or value is ABSENT:
            raise Unclean(f"an amount without its currency (`{self.currency.column}` is empty)")
        return currency(str(value))


@dataclass(frozen=True, slots=True)
class RefRule:
    """How a row names another thing."""

    field: str
    relation: str
    outward: bool
    cls: str
    source: str
    stream: str
    parts: tuple[Part, ...]

    def refs(self, data: Mapping[str, Any]) -> list[Ref]:
        """The references: none when the columns are empty, several when a single column holds a list.

        Raises:
            RowError: some of the columns are empty, or hold no key.
        """
        if len(self.parts) == 1 and isinstance(cell := self.parts[0].cell, Cell):
            values = cell.read(data)
            if isinstance(values, list):
                found = map(self.parts[0].element, values)
                return [self._ref((value,)) for value in found if value is not None]
            return [] if values is None or values is ABSENT else [self._ref((self.parts[0].typed(values),))]
        read = [part.read(data) for part in self.parts]
        columns = [(part, value) for part, value in zip(self.parts, read, strict=True) if isinstance(part.cell, Cell)]
        if all(value is None for _, value in columns):
            return []
        for part, value in columns:
            if value is None:
                raise RowError((Problem(part.cell.column, None, f"empty, so that `{self.field}` is half a reference"),))
        return [self._ref(tuple(value for value in read if value is not None))]

    def _ref(self, parts: tuple[str | int, ...]) -> Ref:
        target = bounded(Key(self.source, self.stream, parts), self.parts[0].cell.column)
        return Ref(self.field, self.relation, self.outward, self.cls, target)


@dataclass(frozen=True, slots=True)
class MomentRule:
    """The version of a row, or an end of its validity."""

    cell: Source
    clean: Cleaner

    def read(self, data: Mapping[str, Any], problems: list[Problem]) -> Any:
        value = self.cell.read(data)
        if value is None or value is ABSENT:
            return None
        try:
            return cleaned(self.clean, value, None)
        except Unclean as unclean:
            problems.append(Problem(self.cell.column, value, unclean.message))
            return None


@dataclass(frozen=True, slots=True)
class DeletedRule:
    """Whether a row says of itself that it was deleted: by these codes, or else by anything but none and no."""

    cell: Cell
    codes: frozenset[str]

    def read(self, data: Mapping[str, Any]) -> bool:
        value = self.cell.read(data)
        if value is None or value is ABSENT:
            return not self.codes.isdisjoint({"null"} if value is None else ())
        code = coded(value)
        return code in self.codes if self.codes else code.lower() not in FALSE


def bounded(key: Key, column: str) -> Key:
    """The key, if it can be stored and looked up. Raises: RowError."""
    try:
        long = too_long(key.text)
    except TypeError:
        raise RowError((Problem(column, repr(key.parts), "a key that is no text, or no number of 64 bits"),)) from None
    if long:
        raise RowError((Problem(column, key.parts[0], f"a key has at most {INDEXED_BYTES} bytes"),))
    return key


def too_long(text: str) -> bool:
    """Whether a text is longer than engines index."""
    return len(text) > INDEXED_BYTES // 4 and len(text.encode()) > INDEXED_BYTES


def _decoded(value: Any, codes: Mapping[str, Plain | None], unknown: str) -> Any:
    code = coded(value)
    if code not in codes and unknown != "reject":
        return value if unknown == "keep" else None
    if code not in codes:
        advice = nearest(code, codes)
        raise Unclean("not in its list of codes" + (f": {advice}" if advice else ""))
    return codes[code]


def coded(value: Any) -> str:
    """A value as a list of codes writes it."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value).strip()

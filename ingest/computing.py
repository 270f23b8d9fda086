"""Computed values: a closed set of functions over the columns of a row. There is no expression language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException, Inexact, InvalidOperation, Overflow
from typing import Any, Literal, TypeAlias

from ingest import cleaners
from ingest.cells import Cell, Fixed
from ingest.cleaners import Plain, Unclean
from ingest.paths import ABSENT

Gives = Literal["text", "number", "any"]
MOST = 1000
"""So many digits a number may have while it is computed: more than two factors can need."""

EXACT = Context(prec=MOST, traps=[Inexact, InvalidOperation, Overflow])
"""Nothing is ever rounded unasked: what needs more digits is refused."""

ROUNDED = Context(prec=MOST, traps=[InvalidOperation, Overflow])


@dataclass(frozen=True, slots=True)
class Join:
    """The texts of several terms with a separator between them; those that are empty are left out."""

    terms: tuple[Term, ...]
    separator: str
    gives: Gives = "text"

    def read(self, data: Mapping[str, Any]) -> Any:
        values = [one.read(data) for one in self.terms]
        texts = [
            text for one in values if one is not None and one is not ABSENT and (text := cleaners.text(plain(one)))
        ]
        return self.separator.join(texts) if texts else None if None in values else ABSENT


@dataclass(frozen=True, slots=True)
class First:
    """The first of several terms that is not empty."""

    terms: tuple[Term, ...]
    gives: Gives = "any"

    def read(self, data: Mapping[str, Any]) -> Any:
        found: Any = ABSENT
        for one in self.terms:
            value = one.read(data)
            if value is not None and value is not ABSENT:
                return value
            found = None if value is None else found
        return found


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Sum, difference or product of decimals, exactly, or rounded half up to `digits` after the point."""

    name: Literal["sum", "difference", "product"]
    terms: tuple[Term, ...]
    prepare: Callable[[Plain], Plain] | None = None
    digits: int | None = None
    gives: Gives = "number"

    def read(self, data: Mapping[str, Any]) -> Any:
        values = [one.read(data) for one in self.terms]
        for nothing in (ABSENT, None):
            if any(one is nothing for one in values):
                return nothing
        numbers = [number(one, self.prepare) for one in values]
        try:
            found = self._computed(numbers)
        except DecimalException as error:
            raise Unclean(f"its {self.name} has more than {MOST} digits") from error
        told = format(found, "f")
        if len(told) > cleaners.DIGITS:
            raise Unclean(f"its {self.name} has more than {cleaners.DIGITS} digits")
        return cleaners.decimal(told)

    def _computed(self, numbers: list[Decimal]) -> Decimal:
        """Raises: DecimalException, where more digits are needed than there may be."""
        found, *rest = numbers
        for one in rest:
            found = self._step(found, one)
        if self.digits is None:
            return found
        return found.quantize(Decimal(1).scaleb(-self.digits), ROUND_HALF_UP, ROUNDED)

    def _step(self, left: Decimal, right: Decimal) -> Decimal:
        if self.name == "product":
            return EXACT.multiply(left, right)
        return EXACT.add(left, right) if self.name == "sum" else EXACT.subtract(left, right)


@dataclass(frozen=True, slots=True)
class When:
    """One term when another is one of some codes, else a second one."""

    term: Term
    codes: frozenset[str]
    then: Term
    otherwise: Term | None
    gives: Gives = "any"

    def read(self, data: Mapping[str, Any]) -> Any:
        value = self.term.read(data)
        code = "" if value is None or value is ABSENT else cleaners.text(plain(value))
        if code in self.codes:
            return self.then.read(data)
        return self.otherwise.read(data) if self.otherwise is not None else ABSENT


Function: TypeAlias = Join | First | Arithmetic | When
Term: TypeAlias = Cell | Fixed | Function


@dataclass(frozen=True, slots=True)
class Computed:
    """A function of the columns of a row, in the place of a column."""

    function: Function

    @property
    def column(self) -> str:
        """The columns that it is computed from, for whoever must be told of one."""
        return ", ".join(dict.fromkeys(self.columns)) or "value"

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(_columns(self.function))

    @property
    def numbers(self) -> tuple[str, ...]:
        """The columns that are calculated with."""
        return tuple(_numbers(self.function))

    def read(self, data: Mapping[str, Any]) -> Any:
        """The value, None, or ABSENT. Raises: Unclean."""
        return self.function.read(data)


def plain(value: Any) -> Plain:
    """A single value. Raises: Unclean."""
    if isinstance(value, (Mapping, list)):
        raise Unclean("an object" if isinstance(value, Mapping) else "several values where one is meant")
    found: Plain = value
    return found


def number(value: Any, prepare: Callable[[Plain], Plain] | None = None) -> Decimal:
    """A value as a number. Raises: Unclean."""
    single = plain(value)
    return Decimal(str(cleaners.decimal(prepare(single) if prepare else single)))


def inner(one: Term) -> tuple[Term, ...]:
    """The terms of a term."""
    if isinstance(one, When):
        return (one.term, one.then, *(() if one.otherwise is None else (one.otherwise,)))
    return () if isinstance(one, (Cell, Fixed)) else one.terms


def results(one: Term) -> Iterator[Term]:
    """The terms whose values a term may take as they are."""
    if isinstance(one, First):
        for term in one.terms:
            yield from results(term)
    elif isinstance(one, When):
        yield from results(one.then)
        yield from results(one.otherwise) if one.otherwise is not None else ()
    else:
        yield one


def _columns(one: Term) -> Iterator[str]:
    if isinstance(one, Cell):
        yield one.column
    for term in inner(one):
        yield from _columns(term)


def _numbers(one: Term) -> Iterator[str]:
    for term in inner(one):
        if isinstance(one, Arithmetic) and isinstance(term, Cell):
            yield term.column
        yield from _numbers(term)

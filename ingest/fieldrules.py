"""The rules of fields: how a property, as the ontology knows it, gets its value from the columns that a file names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from ingest import cleaners, times
from ingest.cells import Cell, Country, Fixed, Source
from ingest.cleaners import Cleaner, Plain, Unclean
from ingest.computing import Computed, results
from ingest.functions import compile_function
from ingest.money import currency, minor_units
from ingest.paths import ABSENT
from ingest.rowrules import FieldRule, MomentRule, MoneyRule
from ingest.spec import FieldSpec, MomentSpec, Timed, VersionSpec
from ingest.terms import ComputeSpec, Operand
from ingest.yamltree import Mistakes, Path, shown
from ontology.errors import NotFound
from ontology.vocabulary import Ontology, Property

CLEANERS: dict[str, tuple[str, ...]] = {
    "string": ("text", "email", "phone", "tax_number", "domain"),
    "integer": ("integer",),
    "decimal": ("decimal", "integer"),
    "money": ("money",),
    "boolean": ("boolean",),
    "date": ("date",),
    "datetime": ("datetime", "date"),
}
"""Datatype → the cleaners that give it, its own first."""

FITTING = {
    "text": frozenset({"string", "date", "datetime"}),
    "number": frozenset({"string", "integer", "decimal", "money"}),
    "any": frozenset(CLEANERS),
}
"""What a computed value gives → the datatypes that it may become."""

KNOWN = frozenset(name for names in CLEANERS.values() for name in names) | {"list"}
TIMED = frozenset({"date", "datetime"})
NUMBERS = frozenset({"integer", "decimal", "money"})
PLACED = frozenset({"phone", "tax_number"})


@dataclass(frozen=True)
class Place:
    """Where fields are compiled: in a stream, for things of some classes, in a time zone."""

    ontology: Ontology
    mistakes: Mistakes
    classes: tuple[str, ...]
    home: str | None
    null: Any
    blank: Any
    nulls: frozenset[str]

    def cell(self, column: str, empty: str | None = None, coded: bool = False) -> Cell:
        """A cell of the stream; `empty` overrides what the stream says of empty ones. `coded`: no text is a code."""
        here = self if empty is None else replace(self, **dict.fromkeys(("null", "blank"), _meant(empty)))
        return Cell(column, here.null, "" if coded else here.blank, self.nulls)

    def operand(self, operand: Operand) -> Source:
        if operand.column is None:
            return Fixed(cast(Plain, operand.value))
        return Cell(operand.column, nulls=self.nulls)


def compile_field(name: str, spec: FieldSpec | None, place: Place, path: Path) -> FieldRule | MoneyRule | None:
    """The rule of one field; None when the ontology has no such property, or the file says too little."""
    found = _property(name, place, path)
    if found is None or spec is None:
        return None
    clean = _cleaner_name(found, spec, place, path)
    _fits(found, clean, spec, place, path)
    codes = spec.values if isinstance(spec.values, dict) else None
    columns, coded = spec.columns or (spec.column or "",), "" in (codes or {})
    cells: tuple[Source | Computed, ...] = tuple(place.cell(column, spec.empty, coded) for column in columns)
    if spec.value is not None:
        cells = (Fixed(spec.value),)
    if spec.compute is not None:
        cells = (computed(spec.compute, spec, found, place, path),)
    rule = FieldRule(
        property=name,
        cells=cells,
        clean=_cleaner(clean, spec, place, minor=spec.minor),
        functional=found.functional,
        split=spec.split or ("," if spec.clean == "list" else None),
        codes=codes,
        unknown=spec.unknown,
        prepare=prepare(spec) if spec.compute is None else None,
        country=Country(place.operand(spec.country)) if spec.country else None,
        drop=spec.invalid == "drop",
    )
    _try_constants(rule, spec, place, path)
    return _money(rule, spec, place, path) if found.datatype == "money" else rule


def computed(spec: ComputeSpec, field: FieldSpec, found: Property, place: Place, path: Path) -> Computed:
    """A computed value, held against the datatype of its property."""
    function = compile_function(spec, place.operand, prepare(field), lambda told: place.mistakes.add(path, told))
    for one in results(function):
        gives = "any" if isinstance(one, (Cell, Fixed)) else one.gives
        if found.datatype not in FITTING[gives]:
            place.mistakes.add((*path, "compute"), f"it gives a {gives}, and `{found.name}` is a {found.datatype}")
    return Computed(function)


def moment(spec: VersionSpec | MomentSpec, place: Place, path: Path) -> MomentRule:
    """The rule of a version or of an end of validity; instants with microseconds, so that texts order as times do."""
    if spec.clean == "integer" and (spec.format or spec.zone or spec.twice):
        place.mistakes.add(path, "`format`, `zone` and `twice` are for dates and timestamps")
    return MomentRule(place.cell(spec.column), _cleaner(spec.clean, spec, place, wide=True))


def _property(name: str, place: Place, path: Path) -> Property | None:
    try:
        found = place.ontology.property(name)
    except NotFound as error:
        advice = error.mend
        if name.removesuffix("_currency") in place.ontology.properties:
            advice = f"say `currency:` in `{name.removesuffix('_currency')}`"
        elif name in {one for pair in place.ontology.relations.values() for one in (pair.name, pair.inverse)}:
            advice = "it is a relation: put it under `refs:`"
        place.mistakes.add(path, f"no property `{name}`", advice)
        return None
    if place.classes and not place.ontology.applies(found.domain, place.classes):
        message = f"`{name}` is a property of {shown(found.domain)}, not of {shown(place.classes)}"
        place.mistakes.add(path, message)
    return found


def _cleaner_name(found: Property, spec: FieldSpec, place: Place, path: Path) -> str:
    fitting = CLEANERS[found.datatype]
    if spec.clean is None or spec.clean == "list":
        return fitting[0]
    if spec.clean not in KNOWN:
        place.mistakes.add((*path, "clean"), f"no cleaner `{spec.clean}`", f"there are {shown(KNOWN)}")
        return fitting[0]
    if spec.clean not in fitting:
        message = f"`{spec.clean}` does not give a {found.datatype}, which `{found.name}` is"
        place.mistakes.add((*path, "clean"), message, f"use {shown(fitting)}")
        return fitting[0]
    return spec.clean


def _fits(found: Property, clean: str, spec: FieldSpec, place: Place, path: Path) -> None:
    """Note what was said and has no effect, or cannot be."""
    many = bool(spec.columns or spec.split or spec.clean == "list")
    unfit = {
        "currency": spec.currency and found.datatype != "money",
        "minor": spec.minor and found.datatype != "money",
        "country": spec.country and clean not in PLACED,
        "format": spec.format and clean not in TIMED,
        "zone": spec.zone and clean != "datetime",
        "twice": spec.twice and clean != "datetime",
        "decimal_mark": spec.decimal_mark and clean not in NUMBERS,
        "group_mark": spec.group_mark and clean not in NUMBERS,
    }
    for key, wrong in unfit.items():
        if wrong:
            place.mistakes.add((*path, key), f"`{key}` means nothing for `{clean}`")
    if found.functional and many:
        key = "columns" if spec.columns else "split" if spec.split else "clean"
        place.mistakes.add((*path, key), f"`{found.name}` has one value at the most")
    if found.datatype == "money" and not found.functional:
        place.mistakes.add(path, f"`{found.name}` may have several amounts", "amounts of money are mapped one by one")


def _cleaner(name: str, spec: Timed, place: Place, minor: bool = False, wide: bool = False) -> Cleaner:
    if name == "date":
        return times.date_cleaner(spec.format)
    if name == "datetime":
        home = spec.zone or place.home
        return times.datetime_cleaner(spec.format, times.zone(home) if home else None, spec.twice, wide)
    if name == "money":
        return cleaners.integer if minor else cleaners.decimal
    return cleaners.BY_NAME[name]


def prepare(spec: FieldSpec) -> Callable[[Plain], Plain] | None:
    if spec.decimal_mark is None and spec.group_mark is None:
        return None
    return cleaners.marks(spec.decimal_mark or ".", spec.group_mark)


def _money(rule: FieldRule, spec: FieldSpec, place: Place, path: Path) -> MoneyRule | None:
    if spec.currency is None:
        place.mistakes.add(path, f"`{rule.property}` is money", "say its `currency:` as a column or a `value:`")
        return None
    if spec.currency.value is not None:
        try:
            code = currency(str(spec.currency.value))
            if spec.value is not None and not spec.minor:
                minor_units(str(spec.value), code)
        except Unclean as unclean:
            place.mistakes.add((*path, "currency"), unclean.message)
    return MoneyRule(rule.property, rule, place.operand(spec.currency), spec.minor)


def _try_constants(rule: FieldRule, spec: FieldSpec, place: Place, path: Path) -> None:
    """Clean what is the same in every row now, so that a mistake in it is told before any row is read."""
    country = None
    if spec.country and spec.country.value is not None:
        try:
            country = rule.country.read({}) if rule.country else None
        except Unclean as unclean:
            place.mistakes.add((*path, "country"), unclean.message)
            return
    constants: list[tuple[Path, Any]] = [((*path, "values", code), value) for code, value in (rule.codes or {}).items()]
    if spec.value is not None and spec.values is None:
        constants.append(((*path, "value"), spec.value))
    for cell in rule.cells if isinstance(rule.cells[0], Computed) and rule.codes is None else ():
        told = results(cell.function) if isinstance(cell, Computed) else ()
        constants += [((*path, "compute"), one.value) for one in told if isinstance(one, Fixed)]
    for where, value in constants:
        try:
            if value is not None and not (spec.country and spec.country.column):
                rule.clean(rule.prepare(value) if rule.prepare else value, country)
        except Unclean as unclean:
            place.mistakes.add(where, f"`{value}`: {unclean.message}")


def _meant(empty: str) -> Any:
    return None if empty == "null" else ABSENT

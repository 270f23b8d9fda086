"""A compiled mapping: from a row as it was read to what it says, checked against the ontology before any row is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.model import INDEXED, INDEXED_BYTES, Key, Observation, Ref, Value
from ingest.cells import ABSENT, Cell, Country, Part, Problem, RowError, Source, cleaned
from ingest.cleaners import Cleaner, Plain, Unclean
from ingest.connector import Raw
from ingest.identity.rules import identifiers
from ingest.money import currency, minor_units
from ontology.digest import canonical, digest
from ontology.errors import NotFound, nearest
from ontology.vocabulary import Ontology


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How one property gets its value."""

    property: str
    cells: tuple[Source, ...]
    clean: Cleaner
    functional: bool
    split: str | None = None
    codes: Mapping[str, Plain | None] | None = None
    prepare: Callable[[Plain], Plain] | None = None
    country: Country | None = None
    drop: bool = False

    def fill(self, data: Mapping[str, Any], fields: dict[str, Value], problems: list[Problem]) -> None:
        """Put what the row says of the property into `fields`; what cannot be taken into `problems`."""
        if self.functional:
            cell = self.cells[0]
            value = cell.read(data)
            if value is not ABSENT:
                value = self._taken(cell.column, value, data, problems)
                if value is not ABSENT:
                    fields[self.property] = value
            return
        found: dict[Plain, None] = {}
        said = False
        for cell in self.cells:
            for value in self._items(cell.read(data)):
                taken = self._taken(cell.column, value, data, problems)
                said = said or taken is not ABSENT
                if taken is not None and taken is not ABSENT:
                    found[taken] = None
        if said:
            fields[self.property] = tuple(found) or None

    def _items(self, value: Any) -> Iterable[Any]:
        if value is ABSENT:
            return ()
        if isinstance(value, list):
            return value or (None,)
        if self.split and isinstance(value, str):
            return [item for item in value.split(self.split) if item.strip()]
        return (value,)

    def _taken(self, column: str, value: Any, data: Mapping[str, Any], problems: list[Problem]) -> Any:
        """The cleaned value, None, or ABSENT when it cannot be taken."""
        if value is None:
            return None
        try:
            if self.codes is not None:
                value = _decoded(value, self.codes)
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

    def fill(self, data: Mapping[str, Any], fields: dict[str, Value], problems: list[Problem]) -> None:
        """Put the amount and its currency into `fields`; what cannot be taken into `problems`."""
        found: dict[str, Value] = {}
        self.amount.fill(data, found, problems)
        if self.property not in found:
            return
        amount = found[self.property]
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
        if len(self.parts) == 1 and isinstance(values := self.parts[0].cell.read(data), list):
            return [self._ref((self.parts[0].typed(value),)) for value in values if value is not None]
        found = [part.read(data) for part in self.parts]
        columns = [(part, value) for part, value in zip(self.parts, found, strict=True) if isinstance(part.cell, Cell)]
        if all(value is None for _, value in columns):
            return []
        for part, value in columns:
            if value is None:
                raise RowError((Problem(part.cell.column, None, f"empty, so that `{self.field}` is half a reference"),))
        return [self._ref(tuple(value for value in found if value is not None))]

    def _ref(self, parts: tuple[str | int, ...]) -> Ref:
        return Ref(self.field, self.relation, self.outward, self.cls, Key(self.source, self.stream, parts))


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


@dataclass(frozen=True)
class StreamMapping:
    """How the rows of one stream become observations. `origin` is the connector's name for the stream."""

    source: str
    stream: str
    origin: str
    classes: tuple[str, ...]
    parts: tuple[Part, ...]
    fields: tuple[FieldRule | MoneyRule, ...]
    refs: tuple[RefRule, ...]
    version: MomentRule | None
    begin: MomentRule | None
    end: MomentRule | None
    sweep: bool
    columns: tuple[str, ...]
    ontology: Ontology
    digest: str

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns that the key is made of."""
        return tuple(part.cell.column for part in self.parts if isinstance(part.cell, Cell))

    def key(self, data: Mapping[str, Any]) -> Key:
        """The key of a row. Raises: RowError."""
        found = []
        for part in self.parts:
            value = part.read(data)
            if value is None or value == "":
                raise RowError((Problem(part.cell.column, None, "the key is empty"),))
            found.append(value)
        key = Key(self.source, self.stream, tuple(found))
        if len(key.text) > INDEXED_BYTES // 4 and len(key.text.encode()) > INDEXED_BYTES:
            raise RowError((Problem(self.key_columns[0], found[0], f"a key has at most {INDEXED_BYTES} bytes"),))
        return key

    def apply(self, raw: Raw) -> Observation:
        """What a row says. The same row always gives the same observation.

        Raises:
            RowError: naming every value that cannot be taken.
        """
        data = raw.data
        key = self.key(data)
        problems: list[Problem] = []
        fields: dict[str, Value] = {}
        for rule in self.fields:
            rule.fill(data, fields, problems)
        problems += _too_long(fields)
        refs: list[Ref] = []
        for ref in self.refs:
            try:
                refs += ref.refs(data)
            except RowError as error:
                problems += error.problems
        version = self.version.read(data, problems) if self.version else None
        begin = self.begin.read(data, problems) if self.begin else None
        end = self.end.read(data, problems) if self.end else None
        if begin is not None and end is not None and begin > end:
            problems.append(Problem(str(self.end and self.end.cell.column), end, f"its validity ends before {begin}"))
        if problems:
            raise RowError(tuple(problems), key.text)
        return Observation(
            key=key,
            classes=self.classes,
            fields=fields,
            refs=tuple(dict.fromkeys(refs)),
            identifiers=identifiers(self.ontology, self.classes, fields),
            payload=_payload(data, key),
            version=version,
            valid_from=begin,
            valid_to=end,
        )

    @staticmethod
    def payload(raw: Raw) -> str:
        """The row as it is kept: canonical JSON, or, where that is not possible, its parts as text."""
        try:
            return canonical(raw.data).decode()
        except TypeError:
            return canonical({name: repr(value) for name, value in raw.data.items()}).decode()

    def check_columns(self, known: Iterable[str]) -> list[str]:
        """What the mapping reads and the stream does not have; nothing when the stream's columns are not known."""
        names = list(known)
        missing = [name for name in self.columns if names and name not in names and name.split(".")[0] not in names]
        shown = ", ".join(f"`{name}`" for name in names[:20]) + ("…" if len(names) > 20 else "")
        return [f"`{self.origin}` has no column `{one}`: {nearest(one, names) or f'it has {shown}'}" for one in missing]


@dataclass(frozen=True)
class SourceMapping:
    """The mappings of all streams of a source, by our names for the streams."""

    source: str
    streams: Mapping[str, StreamMapping]

    @property
    def digest(self) -> str:
        return digest({name: stream.digest for name, stream in self.streams.items()})

    def stream(self, name: str) -> StreamMapping:
        """The mapping of one stream. Raises: NotFound."""
        if name not in self.streams:
            raise NotFound(f"no stream `{name}` in the mapping of `{self.source}`", nearest(name, self.streams))
        return self.streams[name]


def _too_long(fields: Mapping[str, Value]) -> Iterator[Problem]:
    for name in INDEXED & fields.keys():
        value = fields[name]
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str) and len(one) > INDEXED_BYTES // 4 and len(one.encode()) > INDEXED_BYTES:
                yield Problem(name, one, f"longer than {INDEXED_BYTES} bytes")


def _payload(data: Mapping[str, Any], key: Key) -> str:
    try:
        return canonical(data).decode()
    except TypeError as error:
        problem = Problem("payload", None, f"the row cannot be kept as JSON ({error})")
        raise RowError((problem,), key.text) from None


def _decoded(value: Any, codes: Mapping[str, Plain | None]) -> Plain | None:
    code = ("true" if value else "false") if isinstance(value, bool) else str(value).strip()
    if code not in codes:
        advice = nearest(code, codes)
        raise Unclean("not in its list of codes" + (f": {advice}" if advice else ""))
    return codes[code]

"""A compiled mapping: from a row as it was read to what it says, checked against the ontology before any row is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from graph.lazy import lazy
from graph.model import INDEXED, INDEXED_BYTES, Key, Observation, Ref, Value
from ingest.byvalue import ByRule
from ingest.carrying import Carried
from ingest.cells import Cell, Part, Problem, RowError
from ingest.computing import Computed
from ingest.connector import Raw, StreamInfo
from ingest.identity.rules import identifiers
from ingest.paths import head
from ingest.rowrules import DeletedRule, FieldRule, Filler, MomentRule, MoneyRule, RefRule, bounded, too_long
from ontology.digest import canonical, digest
from ontology.errors import NotFound, nearest
from ontology.vocabulary import Ontology

UNCOUNTED = ("bool", "date", "time", "blob", "bytea", "json", "uuid")
"""How the types of columns begin that nothing can be calculated with."""


@dataclass(frozen=True)
class StreamMapping:
    """How the rows of one stream become observations. `origin` is the connector's name for the stream.

    `digest` is over all that decides what becomes of a row, `keying` over what the key is made of, `reading` over what
    else decides which rows there are: while that stays, rows that are stored can be mapped again.
    """

    source: str
    stream: str
    origin: str
    classes: tuple[str, ...]
    parts: tuple[Part, ...]
    fields: tuple[FieldRule | MoneyRule, ...]
    refs: tuple[RefRule | ByRule, ...]
    version: MomentRule | None
    begin: MomentRule | None
    end: MomentRule | None
    deleted: DeletedRule | None
    carried: tuple[Carried, ...]
    sweep: bool
    columns: tuple[str, ...]
    ontology: Ontology
    digest: str
    keying: str
    reading: str

    @lazy
    def _fillers(self) -> tuple[Filler, ...]:
        """What fills the fields in, one for each."""
        return tuple(rule.filler() for rule in self.fields)

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns that the key is made of."""
        return tuple(part.cell.column for part in self.parts if isinstance(part.cell, Cell))

    @property
    def all_key_columns(self) -> tuple[str, ...]:
        """The columns that the key, and those of what a row carries, are made of."""
        return tuple(dict.fromkeys([*self.key_columns, *(name for one in self.carried for name in one.key_columns())]))

    @property
    def streams(self) -> tuple[str, ...]:
        """The streams that its rows give: its own, and those of what they carry."""
        return (self.stream, *(name for one in self.carried for name in one.mapping.streams))

    def key(self, data: Mapping[str, Any]) -> Key:
        """The key of a row. Raises: RowError."""
        found = []
        for part in self.parts:
            value = part.read(data)
            if value is None or value == "":
                raise RowError((Problem(part.cell.column, None, "the key is empty"),))
            found.append(value)
        return bounded(Key(self.source, self.stream, tuple(found)), self.parts[0].cell.column)

    def keys(self, data: Mapping[str, Any], owned: bool = False) -> Iterator[Key]:
        """The key of a row, then those of what it carries; of that only what is the row's alone, if `owned`.

        Raises:
            RowError: one of them cannot be read.
        """
        yield self.key(data)
        for one in self.carried:
            for _, row in one.rows(data) if one.owned or not owned else ():
                if one.there(row):
                    yield from one.mapping.keys(row, owned)

    def apply(self, raw: Raw) -> tuple[Observation, ...]:
        """What a row says: of its own thing first, then of those that it carries. The same row always says the same.

        Raises:
            RowError: naming every value that cannot be taken.
        """
        key = self.key(raw.data)
        problems: list[Problem] = []
        payload = _payload(raw.data, key)
        found = self.observe(raw.data, key, payload, None, problems)
        if problems:
            raise RowError(tuple(problems), key.text)
        return tuple(found)

    def row_digest(self, payload: str) -> str:
        """What stands for a row, of that canonical JSON, and this mapping: equal ones say the same."""
        return sha256(self.digest.encode() + payload.encode()).hexdigest()

    def glance(self, raw: Raw) -> tuple[str, str] | None:
        """The text of a row's key and its row digest, without mapping it; None when there is none to go by."""
        try:
            return self.key(raw.data).text, self.row_digest(canonical(raw.data).decode())
        except (RowError, TypeError):
            return None

    def observe(
        self, data: Mapping[str, Any], key: Key, payload: str, holder: Observation | None, problems: list[Problem]
    ) -> list[Observation]:
        """What a row says, as far as it can be taken; what cannot into `problems`. `holder` owns what the row is of."""
        version = self.version.read(data, problems) if self.version else holder.version if holder else None
        digest = self.row_digest(payload) if holder is None and not self.carried else ""
        if (holder is not None and holder.gone) or (self.deleted is not None and self.deleted.read(data)):
            own = Observation(key, self.classes, payload=payload, version=version, gone=True, row_digest=digest)
        else:
            own = self._said(data, key, payload, version, digest, problems)
        found = [own]
        for one in self.carried:
            found += one.observe(data, own, problems)
        return found

    def _said(
        self, data: Mapping[str, Any], key: Key, payload: str, version: str | int | None, row_digest: str,
        problems: list[Problem],
    ) -> Observation:  # fmt: skip
        fields: dict[str, Value] = {}
        for fill in self._fillers:
            fill(data, fields, problems)
        problems += _too_long(fields)
        refs: list[Ref] = []
        for ref in self.refs:
            try:
                refs += ref.refs(data)
            except RowError as error:
                problems += error.problems
        begin = self.begin.read(data, problems) if self.begin else None
        end = self.end.read(data, problems) if self.end else None
        if begin is not None and end is not None and begin > end:
            problems.append(Problem(str(self.end and self.end.cell.column), end, f"its validity ends before {begin}"))
        return Observation(
            key=key,
            classes=self.classes,
            fields=fields,
            refs=tuple(dict.fromkeys(refs)) if len(refs) > 1 else tuple(refs),
            identifiers=identifiers(self.ontology, self.classes, fields),
            payload=payload,
            version=version,
            valid_from=begin,
            valid_to=end,
            row_digest=row_digest,
        )

    @staticmethod
    def kept(raw: Raw) -> tuple[str, bool]:
        """The row as it is kept, and whether that is exact: canonical JSON, or, where it is none, its parts as text."""
        try:
            return canonical(raw.data).decode(), True
        except TypeError:
            return canonical({name: repr(value) for name, value in raw.data.items()}).decode(), False

    def check_columns(self, known: Iterable[str]) -> list[str]:
        """What the mapping reads and the stream does not have; nothing when the stream's columns are not known."""
        names = list(known)
        missing = [name for name in self.columns if names and name not in names and head(name) not in names]
        shown = ", ".join(f"`{name}`" for name in names[:20]) + ("…" if len(names) > 20 else "")
        return [f"`{self.origin}` has no column `{one}`: {nearest(one, names) or f'it has {shown}'}" for one in missing]

    def check(self, info: StreamInfo) -> list[str]:
        """What the mapping reads and the stream does not have, or calculates with and is no number."""
        types = {column.name: column.type.lower() for column in info.columns}
        amounts = [rule.amount if isinstance(rule, MoneyRule) else rule for rule in self.fields]
        numbers = {
            name for rule in amounts for cell in rule.cells if isinstance(cell, Computed) for name in cell.numbers
        }
        told = [
            f"`{self.origin}` has `{name}` as `{types[name]}`: it cannot be calculated with"
            for name in sorted(numbers & types.keys())
            if types[name].startswith(UNCOUNTED)
        ]
        return self.check_columns(info.names) + told


@dataclass(frozen=True)
class SourceMapping:
    """The mappings of all streams of a source, by our names for the streams. `home` is the zone of its timestamps."""

    source: str
    streams: Mapping[str, StreamMapping]
    home: str | None = None

    @property
    def digest(self) -> str:
        return digest({name: stream.digest for name, stream in self.streams.items()})

    def stream(self, name: str) -> StreamMapping:
        """The mapping of one stream. Raises: NotFound."""
        if name not in self.streams:
            raise NotFound(f"no stream `{name}` in the mapping of `{self.source}`", nearest(name, self.streams))
        return self.streams[name]


def _too_long(fields: Mapping[str, Value]) -> Iterator[Problem]:
    for name in INDEXED.intersection(fields):
        value = fields[name]
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str) and too_long(one):
                yield Problem(name, one, f"longer than {INDEXED_BYTES} bytes")


def _payload(data: Mapping[str, Any], key: Key) -> str:
    try:
        return canonical(data).decode()
    except TypeError as error:
        problem = Problem("payload", None, f"the row cannot be kept as JSON ({error})")
        raise RowError((problem,), key.text) from None

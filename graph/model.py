"""What the graph holds: keys, observations, record versions, statements, things, relations, judgements."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from graph.identifiers import Identifier
from graph.keys import Key, Ref, Target, parse_target
from graph.lazy import lazy
from ontology.digest import commitment, digest, identify
from ontology.errors import Invalid

__all__ = [
    "INDEXED", "INDEXED_BYTES", "OPEN", "Fact", "Identifier", "Judgement", "Key", "Link", "Observation",
    "Reader", "Record", "Ref", "Rejected", "RejectionKind", "Scalar", "Target", "Thing", "Value",
    "parse_target", "plain",
]  # fmt: skip

OPEN = 2**53 - 1
"""The `until` of what still holds: indexable, and safe in JSON, unlike null."""

INDEXED = frozenset({"name"})
"""Fields of records that are looked up by an index, as keys are."""

INDEXED_BYTES = 4_000
"""The most bytes of a key's text and of an indexed field: engines refuse to index much more."""

Scalar = str | int | bool
RejectionKind = Literal["unreadable", "mapping", "double", "contract", "engine"]
Value = Scalar | tuple[Scalar, ...] | None
"""A mapped value. Dates and times are ISO 8601 strings, decimals are strings, money is minor units and a currency."""


@dataclass(frozen=True)
class Observation:
    """What a source says about one key, as the mapping understood it; what ingest hands to the store.

    `fields` holds property → value; an explicit None says that the source says there is none. `payload` is the
    canonical JSON of the row as it was read. `version` is the stream's declared version field (ISO timestamp or
    integer), by which late rows are told from new ones. `gone` says that the source no longer has the key. `succeeds`
    names the key under which the same row was known before: a new key describes the thing that that one described.
    `row_digest` stands for the row and the mapping that read it, where those alone decide what is said, or is empty.
    """

    key: Key
    classes: tuple[str, ...] = ()
    fields: Mapping[str, Value] = field(default_factory=dict)
    refs: tuple[Ref, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    payload: str = "{}"
    version: str | int | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    gone: bool = False
    succeeds: Key | None = None
    row_digest: str = ""

    @lazy
    def references(self) -> dict[str, Ref]:
        """The references by their texts, in text order."""
        found = {ref.text: ref for ref in self.refs}
        return {text: found[text] for text in sorted(found)}

    @lazy
    def identities(self) -> tuple[str, ...]:
        """The texts of the identifiers, in order, as record versions store them."""
        return tuple(sorted({one.text for one in self.identifiers})) if self.identifiers else ()

    def prepare(self) -> None:
        """Work out beforehand all that a writer will want to know of it."""
        _ = self.key.text, self.key.thing, self.digest, self.references, self.identities

    @lazy
    def digest(self) -> str:
        """What tells an unchanged row from a changed one: everything observed, without the keys."""
        return digest(
            [
                self.payload,
                sorted(self.classes),
                {name: list(value) if type(value) is tuple else value for name, value in self.fields.items()},
                sorted(ref.text for ref in self.refs),
                sorted([one.cls, one.property, one.value] for one in self.identifiers),
                self.version,
                self.valid_from,
                self.valid_to,
                self.gone,
            ]
        )


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be taken, kept whole with the reason. `key` is its key's text, where that was readable.

    `kind` says what refused it: its text is no row (`unreadable`), or cannot be kept exactly; its `mapping`; it is a
    `double` of a row before it; its `contract`; the `engine`.
    """

    source: str
    stream: str
    position: str
    payload: str
    reason: str
    key: str | None = None
    kind: RejectionKind = "mapping"

    @property
    def id(self) -> str:
        return identify("quarantined", self.source, self.stream, self.payload, self.reason)


@dataclass(frozen=True, slots=True)
class Record:
    """A record version: what one source said about one key from `since` until `until` (in sequence numbers)."""

    id: str
    key: Key
    since: int
    until: int
    first: int
    gone: bool
    classes: tuple[str, ...]
    fields: Mapping[str, Value]
    refs: tuple[Ref, ...]
    version: str | int | None
    valid_from: str | None
    valid_to: str | None
    sync: str | None
    digest: str
    salt: str | None
    payload: str | None = None
    identifiers: tuple[str, ...] = ()

    @property
    def erased(self) -> bool:
        """Whether the payload, the fields and the salt were destroyed on demand."""
        return self.salt is None

    def statement(self, name: str) -> str:
        """The URN of the statement that this version makes with one field: the unit that is cited."""
        return f"urn:tl:record:{self.id}#{name}"

    def said(self, name: str) -> Value:
        """What this version says in one field: its value, or what its references lead to."""
        if name in self.fields:
            return self.fields[name]
        return tuple(sorted({ref.target.text for ref in self.refs if ref.field == name})) or None

    def commitment(self, name: str) -> str:
        """SHA-256(salt ‖ field ‖ canonical value): what digests and leaves hold instead of the value.

        Raises:
            Invalid: the record was erased, so there is nothing left to commit to.
        """
        if self.salt is None:
            raise Invalid(f"record `{self.id}` was erased", "use the commitment that was stored with what attests it")
        return commitment(self.salt, name, plain(self.said(name)))

    def valid_at(self, at: str | None) -> bool:
        """Whether the world's time `at` lies in the validity that the source told; always, when `at` is None."""
        if at is None:
            return True
        return (self.valid_from is None or self.valid_from <= at) and (self.valid_to is None or at < self.valid_to)


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity as of a sequence: the record versions that describe it, and what they say it is."""

    id: str
    members: tuple[Record, ...]

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(name for record in self.members for name in record.classes)


@dataclass(frozen=True, slots=True)
class Link:
    """A relation as of a sequence, seen from one end: `other` is the thing at the far end."""

    rid: str
    relation: str
    outward: bool
    thing: str
    other: str
    since: int
    until: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """The value that survived for one property of a thing, the statement it comes from, and what lost against it.

    For a multi-valued property `value` is the union, `record` the strongest supporter, and `others` the further ones.
    """

    property: str
    value: Value
    record: Record
    conflicts: tuple[Record, ...] = ()
    others: tuple[Record, ...] = ()

    @builtins.property
    def statement(self) -> str:
        return self.record.statement(self.property)


@dataclass(frozen=True, slots=True)
class Judgement:
    """That two keys are the same thing or different ones, by a rule or a person, from `since` until `until`."""

    id: str
    left: str
    right: str
    verdict: str
    score: int
    by: str
    because: str
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and for what: every read takes one, so that masking has one place to stand."""

    who: str
    purpose: str


def plain(value: Value) -> Any:
    """A value as JSON and the driver know it."""
    return list(value) if isinstance(value, tuple) else value

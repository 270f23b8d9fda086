"""What names things: the keys of records, references to keys, and the values that identify."""

from __future__ import annotations

import builtins
from dataclasses import dataclass
from functools import lru_cache

import orjson

from graph.lazy import lazy
from ontology.digest import canonical, identify
from ontology.errors import Invalid

NAMED = " ~ "
"""Stands in an identifier between a value and the name that bears it out."""


@dataclass(frozen=True, order=True)
class Key:
    """Which thing of which system: the source, its stream, and the typed tuple of the primary key."""

    source: str
    stream: str
    parts: tuple[str | int, ...]

    @lazy
    def text(self) -> str:
        """The canonical JSON of the key, as it is stored and indexed."""
        return canonical([self.source, self.stream, list(self.parts)]).decode()

    @lazy
    def thing(self) -> str:
        """The id of the thing that this key founds, if it is the first seen of its cluster."""
        return identify("thing", self.source, self.stream, list(self.parts))

    @classmethod
    def parse(cls, text: str) -> Key:
        """The key whose `text` this is.

        Raises:
            Invalid: the text is not a key.
        """
        try:
            source, stream, parts = orjson.loads(text)
            return cls(source, stream, tuple(parts))
        except (ValueError, TypeError) as error:
            raise Invalid(f"not a record key: `{text}`", 'write it as `["erp","customers",["ALFKI"]]`') from error

    def __str__(self) -> str:
        return f"{self.source}/{self.stream}/" + ",".join(str(part) for part in self.parts)


@dataclass(frozen=True)
class Ref:
    """A reference in a record: by its field, a relation to the thing that a key names.

    `outward` says whether the relation leads from the record's thing to the target's, or back. `cls` is the class
    that the target is expected to have.
    """

    field: str
    relation: str
    outward: bool
    cls: str
    target: Key

    @lazy
    def text(self) -> str:
        """The canonical JSON of the reference, as it is stored on a record version."""
        return canonical([self.field, self.relation, self.outward, self.cls, self.target.text]).decode()

    @staticmethod
    @lru_cache(maxsize=8192)
    def parse(text: str) -> Ref:
        """The reference whose `text` this is."""
        name, relation, outward, class_, target = orjson.loads(text)
        return Ref(name, relation, outward, class_, Key.parse(target))


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A normalised value that identifies instances of a class: two records that carry it describe one thing."""

    cls: str
    property: str
    value: str

    @builtins.property
    def named(self) -> bool:
        """Whether a name bears the value out: it identifies those who carry both."""
        return NAMED in self.value

    @builtins.property
    def id(self) -> str:
        return identify("identifier", self.cls, self.property, self.value)

    @builtins.property
    def text(self) -> str:
        """The canonical JSON of the identifier, as a record version stores it."""
        return canonical([self.cls, self.property, self.value]).decode()

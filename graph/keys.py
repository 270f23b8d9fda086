"""The keys of records, and the references of records to others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import orjson

from graph.identifiers import Identifier
from graph.lazy import lazy
from ontology.digest import canonical, identify
from ontology.errors import Invalid


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
            if not isinstance(parts, list):
                raise TypeError("its parts are no list")
            return cls(source, stream, tuple(parts))
        except (ValueError, TypeError) as error:
            raise Invalid(f"not a record key: `{text}`", 'write it as `["erp","customers",["ALFKI"]]`') from error

    @staticmethod
    @lru_cache(maxsize=8192)
    def stored(text: str) -> Key:
        """The key whose `text` this is, as the store wrote it: it is canonical."""
        key = Key.parse(text)
        key.__dict__["text"] = text
        return key

    def __str__(self) -> str:
        return f"{self.source}/{self.stream}/" + ",".join(str(part) for part in self.parts)


Target = Key | Identifier
"""What a reference leads to."""


def parse_target(text: str) -> Target:
    """The key or the identifier whose `text` this is: only that of a key ends with a list. Raises: Invalid."""
    return Key.parse(text) if text.endswith("]]") else Identifier(*orjson.loads(text))


@dataclass(frozen=True)
class Ref:
    """A reference in a record: by its field, a relation to the thing that a key names, or that an identifier means.

    `outward` says whether the relation leads from the record's thing to the target's, or back. `cls` is the class
    that the target is expected to have.
    """

    field: str
    relation: str
    outward: bool
    cls: str
    target: Target

    @lazy
    def text(self) -> str:
        """The canonical JSON of the reference, as it is stored on a record version."""
        return canonical([self.field, self.relation, self.outward, self.cls, self.target.text]).decode()

    @staticmethod
    @lru_cache(maxsize=8192)
    def parse(text: str) -> Ref:
        """The reference whose `text` this is."""
        name, relation, outward, class_, target = orjson.loads(text)
        return Ref(name, relation, outward, class_, parse_target(target))

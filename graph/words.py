"""The words by which records are found: of what they call a thing, and of the codes and addresses that identify it.

A record version keeps them in `words`, folded to lower case without accents, and both engines index them as they are.
So one module decides what is found, on either engine, and nothing that a person types has a meaning to Lucene.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from graph.model import Value
from ontology.errors import Invalid
from ontology.vocabulary import Ontology

INDEX = "record_words"
"""The full-text index of the words of records."""
MOST_WORDS = 40
"""So many words of a record are kept."""
LONGEST = 60
"""So many characters of a word are kept."""
MOST_TERMS = 12
"""So many words can be sought together."""
PREFIX = 3
"""From so many characters on, a term finds the words that begin with it."""

TEXTS = frozenset({"name", "alias", "subject"})
"""Properties that hold words; those whose names end in `_name` do as well."""
CODES = frozenset({"sku", "reference"})
"""Properties that hold one code each, beside those that identify and those whose names end in `_number` or `_code`."""

Kind = Literal["text", "code"]
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=8)
def searched(ontology: Ontology) -> Mapping[str, Kind]:
    """The properties whose values are searched, and whether they hold texts or codes."""
    kinds: dict[str, Kind] = {}
    for one in ontology.properties.values():
        if one.datatype != "string":
            continue
        if one.name in TEXTS or one.name.endswith("_name"):
            kinds[one.name] = "text"
        elif one.identifying or one.name in CODES or one.name.endswith(("_number", "_code")):
            kinds[one.name] = "code"
    return kinds


def words(fields: Mapping[str, Value], ontology: Ontology) -> str | None:
    """The words of a record, in a row with blanks between; None when it has none. A code is one word."""
    kinds = searched(ontology)
    found: dict[str, None] = {}
    for name, value in fields.items():
        kind = kinds.get(name)
        if kind is None or value is None:
            continue
        for one in value if isinstance(value, tuple) else (value,):
            parts = _WORD.findall(folded(str(one)))
            for part in parts if kind == "text" else ["".join(parts)]:
                found[part[:LONGEST]] = None
    found.pop("", None)
    return " ".join(list(found)[:MOST_WORDS]) or None


def folded(text: str) -> str:
    """A text without what people leave out when they search: capitals and accents."""
    if text.isascii():
        return text.lower()
    return "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))


@dataclass(frozen=True, slots=True)
class Term:
    """What stands between two blanks of a search: its words, which are also sought as one, as codes are kept."""

    parts: tuple[str, ...]

    @property
    def whole(self) -> str:
        """The parts as one word."""
        return "".join(self.parts)[:LONGEST]

    def query(self) -> str:
        """The term for Lucene."""
        if len(self.parts) == 1:
            return _ahead(self.whole)
        return f"({_ahead(self.whole)} ({' '.join('+' + _ahead(part) for part in self.parts)}))"

    def misses(self, held: Sequence[str]) -> int | None:
        """How far the term is from the words of a record: 0 when it is among them, 1 when one begins so, or None."""
        return _least(_distance(self.whole, held), _most(_distance(part, held) for part in self.parts))


@dataclass(frozen=True, slots=True)
class Sought:
    """What a person seeks: all terms, or all of them written together, as in a code that was typed with blanks."""

    terms: tuple[Term, ...]

    @property
    def together(self) -> Term:
        """The terms as one word."""
        return Term(("".join(term.whole for term in self.terms)[:LONGEST],))

    def query(self) -> str:
        """What is sought, for Lucene."""
        each = " ".join("+" + term.query() for term in self.terms)
        return each if len(self.terms) == 1 else f"{self.together.query()} ({each})"

    def misses(self, held: Sequence[str]) -> int | None:
        """How many terms only begin a word of a record; None when it does not hold them all."""
        found = [term.misses(held) for term in self.terms]
        each = None if None in found else sum(one or 0 for one in found)
        return _least(each, self.together.misses(held))


def sought(text: str) -> Sought:
    """What a person seeks.

    Raises:
        Invalid: there is no word in it, or more than are sought together.
    """
    found = [_WORD.findall(folded(piece)) for piece in text.split()]
    terms = [Term(tuple(part[:LONGEST] for part in parts)) for parts in found if parts]
    if not terms:
        raise Invalid(f"no word in `{text}`", "give a part of a name, a code or an e-mail address")
    if sum(len(one.parts) for one in terms) > MOST_TERMS:
        raise Invalid(f"more than {MOST_TERMS} words are sought together", "give the rarest ones")
    return Sought(tuple(dict.fromkeys(terms)))


def _ahead(word: str) -> str:
    return f"{word}*" if len(word) >= PREFIX else word


def _distance(word: str, held: Sequence[str]) -> int | None:
    if word in held:
        return 0
    return 1 if len(word) >= PREFIX and any(one.startswith(word) for one in held) else None


def _least(*distances: int | None) -> int | None:
    return min((one for one in distances if one is not None), default=None)


def _most(distances: Iterable[int | None]) -> int | None:
    found = list(distances)
    return None if None in found else max(one or 0 for one in found)

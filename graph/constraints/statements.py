"""Statements of PROV-DM, as light as they can be: a relation, an identifier, arguments, and types.

Section and table numbers are those of PROV-CONSTRAINTS.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

PROV = "http://www.w3.org/ns/prov#"
COLLECTION = PROV + "Collection"
EMPTY_COLLECTION = PROV + "EmptyCollection"
TYPES = frozenset({COLLECTION, EMPTY_COLLECTION})
"""The types that constraints speak of."""


class Blank(NamedTuple):
    """Something without an identifier that several statements speak of: an existential variable with a name."""

    name: str


Term = Hashable
"""An identifier (a text), a blank, a time (anything that compares with its like), or None where nothing is said."""


class Signature(NamedTuple):
    """The arguments of a relation: what each is, how many there are in front that must be given, and which mean *none*.

    What is left out elsewhere stands for something that exists and is not named (definition 4 and table 3).
    """

    sorts: tuple[str, ...]
    mandatory: int
    none: frozenset[int] = frozenset()


SIGNATURES: Mapping[str, Signature] = {
    "entity": Signature((), 0),
    "activity": Signature(("time", "time"), 0),
    "agent": Signature((), 0),
    "used": Signature(("activity", "entity", "time"), 1),
    "wasGeneratedBy": Signature(("entity", "activity", "time"), 1),
    "wasInvalidatedBy": Signature(("entity", "activity", "time"), 1),
    "wasStartedBy": Signature(("activity", "entity", "activity", "time"), 1),
    "wasEndedBy": Signature(("activity", "entity", "activity", "time"), 1),
    "wasInformedBy": Signature(("activity", "activity"), 2),
    "wasDerivedFrom": Signature(("entity", "entity", "activity", "generation", "usage"), 2, frozenset({2})),
    "wasAttributedTo": Signature(("entity", "agent"), 2),
    "wasAssociatedWith": Signature(("activity", "agent", "entity"), 1, frozenset({2})),
    "actedOnBehalfOf": Signature(("agent", "agent", "activity"), 2),
    "wasInfluencedBy": Signature(("any", "any"), 2),
    "alternateOf": Signature(("entity", "entity"), 2),
    "specializationOf": Signature(("entity", "entity"), 2),
    "hadMember": Signature(("collection", "entity"), 2),
    "mentionOf": Signature(("entity", "entity", "bundle"), 3),
}
"""Every relation of PROV-DM. Generation and usage of a derivation mean *none* where its activity does."""

OBJECTS = ("entity", "activity", "agent")
"""What has an identifier of its own, and is no relation."""
UNIDENTIFIED = frozenset({"alternateOf", "specializationOf", "hadMember", "mentionOf"})
"""Relations that PROV-DM gives no identifier."""
EVENTS = ("wasStartedBy", "wasEndedBy", "wasGeneratedBy", "used", "wasInvalidatedBy")
"""Relations that are events, which are instantaneous and ordered. The last argument of each is its time."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `types` are those of `TYPES` among its `prov:type`s.

    `attributes` are all that it says besides, in any form that compares: they tell usages apart, and nothing else.
    """

    relation: str
    id: Term
    args: tuple[Term, ...] = ()
    types: frozenset[str] = frozenset()
    attributes: frozenset[tuple[str, str]] = frozenset()


def written(relation: str, id_: str | None, args: tuple[str, ...]) -> str:
    """A statement in PROV-N, without attributes, from its parts in PROV-N."""
    if relation in OBJECTS:
        return f"{relation}({', '.join((id_ or '-', *(args if any(one != '-' for one in args) else ())))})"
    front = f"{id_}; " if id_ is not None and relation not in UNIDENTIFIED else ""
    return f"{relation}({front}{', '.join(args)})"


def name(term: Term, names: Mapping[str, str]) -> str:
    """An identifier or a time in PROV-N; `names` are the qualified names of identifiers."""
    if term is None:
        return "-"
    if isinstance(term, Blank):
        return f"_:{term.name}"
    if isinstance(term, datetime):
        return term.isoformat()
    return names.get(term, term) if isinstance(term, str) else str(term)

"""The words in force as of a sequence, typed: what `ontology.describe` lays out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from agents.answer import Form
from graph.questions import cypher
from graph.store import Store
from ontology import describe
from ontology.errors import NotFound
from ontology.vocabulary import DataClass, Datatype, Ontology


class ClassLine(Form):
    """A class in a line."""

    name: str
    parents: list[str]
    definition: str


class PropertyLine(Form):
    """A property in a line; `of` are the classes that have it."""

    name: str
    of: list[str]
    datatype: Datatype
    definition: str


class RelationLine(Form):
    """A relation in a line, from and to which classes, and its name read the other way."""

    name: str
    inverse: str | None
    from_: list[str] = Field(alias="from")
    to: list[str]
    definition: str


class ActionLine(Form):
    """An action in a line: the class that it is taken on, and how much must be known before."""

    name: str
    subject: str
    needs: int
    definition: str


class Words(Form):
    """All words, by the digest that pins them, as of a sequence."""

    seq: int
    version: str
    digest: str
    classes: list[ClassLine]
    properties: list[PropertyLine]
    relations: list[RelationLine]
    actions: list[ActionLine]


class NeedLine(Form):
    """What must be known before an action; lengths of time are written as ISO 8601."""

    path: str
    required: bool
    freshness: str | None
    limit: int | None
    window: str | None


class _Head(Form):
    name: str
    label: str
    definition: str


class ClassTerm(_Head):
    """A class: what it is a kind of, what can be said of it, and what may be done to it."""

    kind: Literal["class"]
    parents: list[str]
    children: list[str]
    disjoint: list[str]
    aligned: list[str]
    matches: list[str]
    dated_by: str | None
    identified_by: list[str]
    properties: list[str]
    relations: list[str]
    actions: list[str]


class PropertyTerm(_Head):
    """A property: what has it, what its values are, who is believed, and whether equal values mean one thing."""

    kind: Literal["property"]
    of: list[str]
    datatype: Datatype
    functional: bool
    data_class: DataClass
    sources: list[str]
    identifying: list[str]
    guard: int | None
    within: int | None
    strength: int | None
    needed_by: list[str]


class RelationTerm(_Head):
    """A relation: between what, and its name read the other way."""

    kind: Literal["relation"]
    inverse: str | None
    type: str
    from_: list[str] = Field(alias="from")
    to: list[str]
    functional: bool
    inverse_functional: bool
    needed_by: list[str]


class ActionTerm(_Head):
    """An action, and what must be known before it is taken."""

    kind: Literal["action"]
    subject: str
    needs: list[NeedLine]


AnyTerm = Annotated[ClassTerm | PropertyTerm | RelationTerm | ActionTerm, Field(discriminator="kind")]


class Term(Form):
    """All that a name means, as of a sequence."""

    seq: int
    terms: list[AnyTerm]


def words(store: Store, as_of: int | str | None = None) -> Words:
    """Every word in force with its definition. Raises: as `in_force`."""
    seq, ontology = in_force(store, as_of)
    return Words(seq=seq, **describe.overview(ontology))


def terms(store: Store, name: str, as_of: int | str | None = None) -> Term:
    """All that a name means. Raises: NotFound, with the nearest name that means something; as `in_force`."""
    seq, ontology = in_force(store, as_of)
    return Term.model_validate({"seq": seq, "terms": describe.term(ontology, name)})


def in_force(store: Store, as_of: int | str | None = None) -> tuple[int, Ontology]:
    """A sequence, and the ontology that was in force as of it.

    Raises:
        Invalid: there is no such sequence or date.
        NotFound: none was in force then.
    """
    seq = store.seq(as_of)
    found = store.activated(seq)
    if found is None:
        first = store.engine.ask(cypher("ontology_first"))[0]["since"]
        advice = f"the first is in force since sequence {first}" if first else "`throughline ontology activate` does it"
        raise NotFound(f"no ontology was in force as of sequence {seq}", advice)
    return seq, found

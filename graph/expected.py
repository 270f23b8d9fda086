"""What the view must be, worked out afresh from records, judgements and the ontology: for `verify` and `rebuild`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from graph.change import Held
from graph.identifiers import Identifier
from graph.identity import rule
from graph.judgements import PERSON, Edge, Member, chain, clusters, founder
from graph.model import Key, Target
from graph.relations import Edge as RelationEdge
from graph.relations import Wait
from graph.seeking import meant
from ontology.vocabulary import Ontology


@dataclass
class Expected:
    """The view of the present that follows from what is held.

    `carriers`: identifier id → keys. `rules`: the judgements by rule. `things`: key → thing. `edges`: relation → its
    supporters. `awaits`: (key, field, target, why). `seeks`: (key, identifier).
    """

    carriers: dict[str, list[str]] = field(default_factory=dict)
    rules: set[Edge] = field(default_factory=set)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)
    edges: dict[RelationEdge, set[str]] = field(default_factory=dict)
    awaits: set[Wait] = field(default_factory=set)
    seeks: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class People:
    """The open judgements by people, as pairs of keys."""

    same: frozenset[tuple[str, str]]
    different: frozenset[tuple[str, str]]


def expect(held: Mapping[str, Held], people: People, ontology: Ontology) -> Expected:
    """The view that these open versions and judgements make, under this ontology."""
    result = Expected()
    _identify(held, ontology, result)
    _group(held, people, ontology, result)
    _relate(held, ontology, result)
    return result


def _identify(held: Mapping[str, Held], ontology: Ontology, result: Expected) -> None:
    carriers: dict[str, set[str]] = defaultdict(set)
    for key, one in held.items():
        for text in one.identifiers if one.present else ():
            carriers[text].add(key)
    for text, keys in carriers.items():
        identifier = Identifier(*orjson.loads(text))
        result.carriers[identifier.id] = sorted(keys)
        result.names[identifier.id] = (identifier.cls, identifier.property)
        result.rules |= set(chain(keys, rule(ontology, identifier), identifier.id))


def _group(held: Mapping[str, Held], people: People, ontology: Ontology, result: Expected) -> None:
    edges = {*result.rules, *(Edge(left, right, "", PERSON) for left, right in people.same)}
    bound = {key for edge in edges for key in (edge.left, edge.right)}
    bound |= {key for pair in people.different for key in pair}
    members = {
        key: Member(key, one.first, ontology.closure(one.classes))
        for key, one in held.items()
        if one.present or key in bound
    }
    groups = clusters(members, edges, people.different, ontology.disjoint)
    stay: dict[str, list[str]] = defaultdict(list)
    for key, one in held.items():
        if key not in members:
            stay[one.thing].append(key)
    for group in sorted(groups, key=lambda keys: min((held[key].first, key) for key in keys)):
        attached = [key for thing in sorted({held[key].thing for key in group}) for key in stay.pop(thing, [])]
        first = founder([Member(key, held[key].first, frozenset()) for key in [*group, *attached]])
        result.things.update(dict.fromkeys([*group, *attached], Key.parse(first).thing))


def _relate(held: Mapping[str, Held], ontology: Ontology, result: Expected) -> None:
    def thing(key: str) -> str:
        return result.things.get(key, held[key].thing)

    def carrying(text: str) -> list[str]:
        return result.carriers.get(Identifier(*orjson.loads(text)).id, [])

    def leads(target: Target) -> tuple[str | None, str]:
        if isinstance(target, Identifier):
            return meant(target, ontology, carrying, thing)
        there = held.get(target.text)
        return (thing(there.key) if there is not None and there.present else None), ""

    for key, one in held.items():
        for ref in one.references() if one.present else ():
            if isinstance(ref.target, Identifier):
                result.seeks.update((key, form.text) for form in ref.target.forms)
            far, why = leads(ref.target)
            if far is None:
                result.awaits.add((key, ref.field, ref.target.text, why))
                continue
            ends = (thing(key), far) if ref.outward else (far, thing(key))
            if ends[0] != ends[1]:
                result.edges.setdefault((ref.relation, *ends), set()).add(key)

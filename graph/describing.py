"""The things that are present as descriptions, for whoever reads RDF: what holds of them now, and by whose word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.model import OPEN, Fact, Link, Scalar, Thing, Value
from graph.questions import cypher
from graph.reader import Snapshot
from ontology.rdf import Description, text

SLICES = 256
"""Ids are digests, so that the first two digits part them evenly: the embedded engine orders all that it could skip."""


@dataclass(frozen=True, slots=True)
class Described:
    """Some things that are present, and what they are related to.

    `beside` describes the latter by their classes and by the relations that lead from them to the things. `hubs` are
    the things whose relations were not read, for there are too many.
    """

    things: tuple[Description, ...]
    beside: tuple[Description, ...]
    hubs: frozenset[str]
    members: Mapping[str, Thing]
    facts: Mapping[str, Mapping[str, Fact]]
    links: Mapping[str, Sequence[Link]]

    def keys(self, thing: str, path: str, inward: bool, value: str | None) -> tuple[str, ...]:
        """The keys of the records that say what a thing has at a path; all that describe it, when none says anything.

        `path` is a field or a relation, read towards the thing when `inward`; `value` is a value of the field, or the
        id of the thing at the other end, or None for whatever there is.
        """
        if path in self.facts[thing]:
            said = self._of_field(thing, path, value)
        else:
            said = self._of_relation(thing, path, inward, value)
        return tuple(sorted(said or {one.key.text for one in self.members[thing].members}))

    def _of_field(self, thing: str, path: str, value: str | None) -> set[str]:
        fact = self.facts[thing][path]
        records = (fact.record, *fact.others)
        return {one.key.text for one in records if value is None or value in map(text, _values(one.fields.get(path)))}

    def _of_relation(self, thing: str, path: str, inward: bool, value: str | None) -> set[str]:
        return {
            key
            for link in self.links.get(thing, ())
            if link.relation == path and link.outward is not inward and value in (None, link.other)
            for key in link.keys
        }


def present(snapshot: Snapshot, source: str | None = None) -> Iterator[str]:
    """The ids of the things that are present, in order; where a source is named, of those that it describes."""
    if source is not None:
        rows = snapshot.engine.ask(cypher("things_of_source"), source=source, open=OPEN)
        yield from sorted(row["id"] for row in rows)
        return
    for start, end in pairwise([*(f"{place:02x}" for place in range(SLICES)), "g"]):
        rows = snapshot.engine.ask(cypher("things_between"), **{"from": start, "to": end})
        yield from sorted(row["id"] for row in rows if row["present"])


def describe(snapshot: Snapshot, ids: Sequence[str]) -> Described:
    """What holds of the things of these ids now; those that are not present are left out."""
    members = snapshot.things(ids)
    facts = {id_: snapshot.facts(thing) for id_, thing in members.items()}
    links: dict[str, list[Link]] = {}
    classes: dict[str, frozenset[str]] = {}
    for outward in (True, False):
        _around(snapshot, list(members), outward, links, classes)
    return Described(
        tuple(
            Description(id_, one.classes, _fields(facts[id_]), _out(links.get(id_, ()))) for id_, one in members.items()
        ),
        tuple(Description(id_, classes[id_], links=into) for id_, into in _into(links, classes).items()),
        frozenset(members.keys() - links.keys()),
        members,
        facts,
        links,
    )


def _around(
    snapshot: Snapshot, ids: list[str], outward: bool, links: dict[str, list[Link]], classes: dict[str, frozenset[str]]
) -> None:
    """Add the relations of things in one direction, and the classes of what is at their other ends."""
    known = snapshot.ontology.classes.keys()
    question = cypher("around_out" if outward else "around_in")
    for row in snapshot.engine.ask(question, ids=ids, seq=snapshot.seq):
        found = links.setdefault(row["id"], [])
        for type_, keys, other, labels in row["links"]:
            found.append(Link("", type_.lower(), outward, row["id"], other, snapshot.seq, OPEN, tuple(keys)))
            classes[other] = frozenset(known & set(labels))


def _fields(facts: Mapping[str, Fact]) -> dict[str, tuple[Scalar, ...]]:
    return {name: _values(fact.value) for name, fact in facts.items() if fact.value is not None}


def _values(value: Value) -> tuple[Scalar, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _out(links: Iterable[Link]) -> tuple[tuple[str, str], ...]:
    return tuple((one.relation, one.other) for one in links if one.outward)


def _into(
    links: Mapping[str, list[Link]], classes: Mapping[str, frozenset[str]]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each thing at another end, the relations that lead from it to the things."""
    found: dict[str, list[tuple[str, str]]] = {id_: [] for id_ in classes}
    for one in (one for some in links.values() for one in some if not one.outward):
        found[one.other].append((one.relation, one.thing))
    return {id_: tuple(some) for id_, some in found.items()}

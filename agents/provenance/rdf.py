"""PROV-O as light statements: the default graph is a document's own instance, each named graph a bundle.

A property and the qualified form of the same say one thing. Nodes without an IRI are existential variables. What is
said twice of a qualified node (two activities of one generation) makes two statements with one identifier.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from agents.provenance.documents import Instance
from graph.constraints.statements import PROV, TYPES, Blank, Statement, Term
from ontology.errors import Invalid

if TYPE_CHECKING:
    from rdflib import Dataset, Graph
    from rdflib.term import Node


class Qualified(NamedTuple):
    """How PROV-O says a relation: its plain property, the qualified one, and the properties of its other arguments."""

    relation: str
    plain: str
    qualified: str
    args: tuple[tuple[str, ...], ...]


QUALIFIED = (
    Qualified("wasGeneratedBy", "wasGeneratedBy", "qualifiedGeneration", (("activity",), ("atTime",))),
    Qualified("wasInvalidatedBy", "wasInvalidatedBy", "qualifiedInvalidation", (("activity",), ("atTime",))),
    Qualified("used", "used", "qualifiedUsage", (("entity",), ("atTime",))),
    Qualified("wasStartedBy", "wasStartedBy", "qualifiedStart", (("entity",), ("hadActivity",), ("atTime",))),
    Qualified("wasEndedBy", "wasEndedBy", "qualifiedEnd", (("entity",), ("hadActivity",), ("atTime",))),
    Qualified("wasInformedBy", "wasInformedBy", "qualifiedCommunication", (("activity",),)),
    Qualified("wasAttributedTo", "wasAttributedTo", "qualifiedAttribution", (("agent",),)),
    Qualified("wasAssociatedWith", "wasAssociatedWith", "qualifiedAssociation", (("agent",), ("hadPlan",))),
    Qualified("actedOnBehalfOf", "actedOnBehalfOf", "qualifiedDelegation", (("agent",), ("hadActivity",))),
    Qualified(
        "wasInfluencedBy", "wasInfluencedBy", "qualifiedInfluence", (("influencer", "entity", "activity", "agent"),)
    ),
    *(
        Qualified(
            "wasDerivedFrom", plain, qualified, (("entity",), ("hadActivity",), ("hadGeneration",), ("hadUsage",))
        )
        for plain, qualified in (
            ("wasDerivedFrom", "qualifiedDerivation"),
            ("wasRevisionOf", "qualifiedRevision"),
            ("wasQuotedFrom", "qualifiedQuotation"),
            ("hadPrimarySource", "qualifiedPrimarySource"),
        )
    ),
)
_BARE = ("alternateOf", "specializationOf", "hadMember")
_TURNED: Mapping[str, str] = {
    "generated": "wasGeneratedBy",
    "invalidated": "wasInvalidatedBy",
    "influenced": "wasInfluencedBy",
}
"""Properties that PROV-O has for the other direction."""
_AT: Mapping[str, str] = {"generatedAtTime": "wasGeneratedBy", "invalidatedAtTime": "wasInvalidatedBy"}
_OBJECTS: Mapping[str, tuple[str, ...]] = {
    "entity": ("Entity", "Plan", "Collection", "EmptyCollection", "Bundle"),
    "agent": ("Agent", "Person", "Organization", "SoftwareAgent"),
}


def instances(data: Dataset) -> list[Instance]:
    """The instances of a dataset. Raises: Invalid, when a time is none."""
    made = []
    for graph in data.graphs():
        own = graph.identifier == data.default_graph.identifier
        bundle = None if own else _name(graph, str(graph.identifier))
        statements = list(_Reader(graph).statements())
        if own or statements:
            terms = {str(node) for triple in graph for node in (triple[0], triple[2])}
            names = {term: _name(graph, term) for term in terms}
            made.append(Instance(bundle, statements, names | {kind: kind.replace(PROV, "prov:") for kind in TYPES}))
    return sorted(made, key=lambda one: (one.bundle is not None, one.bundle or ""))


def _name(graph: Graph, iri: str) -> str:
    """An IRI by a prefix of the document, if one fits."""
    for prefix, space in graph.namespaces():
        local = iri.removeprefix(str(space))
        if local != iri and local and not set(local) & set("/#:"):
            return f"{prefix}:{local}"
    return iri


class _Reader:
    """Reads the statements of one graph."""

    def __init__(self, graph: Graph) -> None:
        from rdflib import Namespace

        self.graph = graph
        self.prov = Namespace(PROV)

    def statements(self) -> Iterator[Statement]:
        """All that the graph says in PROV-O."""
        yield from self._objects()
        for one in QUALIFIED:
            yield from self._qualified(one)
            yield from self._plain(one)
        yield from self._others()

    def _others(self) -> Iterator[Statement]:
        for name in _BARE:
            for subject, object_ in self._pairs(name):
                yield Statement(name, None, (_term(subject), _term(object_)))
        for name, relation in _TURNED.items():
            for subject, object_ in self._pairs(name):
                if (object_, self.prov[relation], subject) not in self.graph:
                    yield Statement(relation, None, (_term(object_), _term(subject)))
        for name, relation in _AT.items():
            for subject, object_ in self._pairs(name):
                yield Statement(relation, None, (_term(subject), None, _time(object_)))
        for subject, object_ in self._pairs("mentionOf"):
            for bundle in self._values(subject, ("asInBundle",)):
                args = (_term(subject), _term(object_), None if bundle is None else _term(bundle))
                yield Statement("mentionOf", None, args)

    def _pairs(self, name: str) -> Iterable[tuple[Node, Node]]:
        return self.graph.subject_objects(self.prov[name])

    def _values(self, node: Node, names: tuple[str, ...]) -> list[Node | None]:
        return [value for name in names for value in self.graph.objects(node, self.prov[name])] or [None]

    def _objects(self) -> Iterator[Statement]:
        from rdflib.namespace import RDF

        kinds: dict[Node, set[str]] = {}
        for subject, kind in self.graph.subject_objects(RDF.type):
            kinds.setdefault(subject, set()).add(str(kind))
        for subject, types in kinds.items():
            for relation, names in _OBJECTS.items():
                if any(PROV + name in types for name in names):
                    yield Statement(relation, _term(subject), (), TYPES & types)
        starts, ends = self.prov["startedAtTime"], self.prov["endedAtTime"]
        typed = {subject for subject, types in kinds.items() if PROV + "Activity" in types}
        dated = {*self.graph.subjects(starts), *self.graph.subjects(ends)}
        for activity in sorted(typed | dated, key=str):
            times = [self._values(activity, (name,)) for name in ("startedAtTime", "endedAtTime")]
            for start, end in product(*times):
                yield Statement("activity", _term(activity), (_time(start), _time(end)))

    def _qualified(self, one: Qualified) -> Iterator[Statement]:
        """Qualified relations; those of nothing are such as well, and lack what they are of."""
        from rdflib.namespace import RDF

        pairs: list[tuple[Node | None, Node]] = list(self._pairs(one.qualified))
        known = {node for other in QUALIFIED for _, node in self._pairs(other.qualified)}
        kind = self.prov[one.qualified.removeprefix("qualified")]
        pairs += [(None, node) for node in self.graph.subjects(RDF.type, kind) if node not in known]
        for subject, node in pairs:
            values = [self._values(node, names) for names in one.args]
            said = frozenset(
                (str(name), str(value)) for name, value in self.graph.predicate_objects(node) if str(name) not in _TOLD
            )
            for found in product(*values):
                args = [
                    _time(value) if "atTime" in names else None if value is None else _term(value)
                    for names, value in zip(one.args, found, strict=True)
                ]
                of = None if subject is None else _term(subject)
                yield Statement(one.relation, _term(node), (of, *args), attributes=said)

    def _plain(self, one: Qualified) -> Iterator[Statement]:
        for subject, object_ in self._pairs(one.plain):
            if not self._is_qualified(one, subject, object_):
                yield Statement(one.relation, None, (_term(subject), _term(object_)))

    def _is_qualified(self, one: Qualified, subject: Node, object_: Node) -> bool:
        nodes = self.graph.objects(subject, self.prov[one.qualified])
        return any((node, self.prov[name], object_) in self.graph for node in nodes for name in one.args[0])


_TOLD = frozenset(PROV + name for one in QUALIFIED for names in one.args for name in names)
"""What a qualified node says of the arguments of its relation."""


def _term(node: Node) -> Term:
    from rdflib import BNode

    return Blank(str(node)) if isinstance(node, BNode) else str(node)


def _time(node: Node | None) -> datetime | None:
    """The instant that a literal is. Raises: Invalid, when it is none."""
    from prov.model import parse_xsd_datetime

    if node is None:
        return None
    value: Any = node.toPython() if hasattr(node, "toPython") else node
    time = value if isinstance(value, datetime) else parse_xsd_datetime(str(node))
    if time is None:
        raise Invalid(f"`{node}` is no time", "write it as `2026-03-01T09:30:00Z`")
    return time

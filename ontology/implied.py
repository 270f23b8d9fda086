"""The shapes that follow from the words: datatypes, domains, ranges, currencies, and what is at most one."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from ontology.money import EXPONENTS
from ontology.rdf import DATATYPES, WORDS
from ontology.vocabulary import Ontology, Property, Relation

SHAPES = "urn:tl:shape:"
"""Where our shapes live."""
CURRENCY = Literal(f"^({'|'.join(sorted(EXPONENTS))})$")


def implied(ontology: Ontology) -> Graph:
    """One shape of SHACL for each property and relation, aimed at whatever it is said of."""
    graph = Graph()
    for one in ontology.properties.values():
        _property(graph, one)
    for other in ontology.relations.values():
        _relation(graph, other)
    return graph


def _property(graph: Graph, one: Property) -> None:
    path = WORDS[one.name]
    shape = _shape(graph, one.name, SH.targetSubjectsOf, path)
    _classes(graph, shape, one.domain, f"`{one.name}` is said of {_names(one.domain)} only")
    _constraint(graph, shape, path, SH.datatype, DATATYPES[one.datatype], f"is no {one.datatype}")
    if one.functional:
        _constraint(graph, shape, path, SH.maxCount, Literal(1), "has several values, and may have one")
    for currency in one.stored[1:]:
        _constraint(graph, shape, WORDS[currency], SH.minCount, Literal(1), f"`{one.name}` is in no currency")
        _constraint(graph, shape, WORDS[currency], SH.pattern, CURRENCY, "is no currency of ISO 4217")


def _relation(graph: Graph, one: Relation) -> None:
    path = WORDS[one.name]
    shape = _shape(graph, one.name, SH.targetSubjectsOf, path)
    _classes(graph, shape, one.domain, f"`{one.name}` leads on from {_names(one.domain)} only")
    ends = BNode()
    graph.add((shape, SH.property, ends))
    graph.add((ends, SH.path, path))
    _classes(graph, ends, one.range, f"leads to {_names(one.range)} only")
    if one.functional:
        _constraint(graph, shape, path, SH.maxCount, Literal(1), "leads to several things, and may lead to one")
    if one.inverse_functional:
        end = _shape(graph, f"{one.name}:end", SH.targetObjectsOf, path)
        inverse = BNode()
        graph.add((inverse, SH.inversePath, path))
        _constraint(graph, end, inverse, SH.maxCount, Literal(1), "comes from several things, and may come from one")


def _shape(graph: Graph, name: str, aim: URIRef, target: URIRef) -> URIRef:
    shape = URIRef(f"{SHAPES}word:{name}")
    graph.add((shape, RDF.type, SH.NodeShape))
    graph.add((shape, aim, target))
    return shape


def _classes(graph: Graph, shape: Node, classes: frozenset[str], message: str) -> None:
    """Let whatever the shape is about have one of the classes."""
    options: list[Node] = []
    for name in sorted(classes):
        options.append(BNode() if len(classes) > 1 else shape)
        graph.add((options[-1], SH["class"], WORDS[name]))
    if len(options) > 1:
        graph.add((shape, SH["or"], Collection(graph, BNode(), options).uri))
    graph.add((shape, SH.message, Literal(message)))


def _constraint(graph: Graph, shape: URIRef, path: Node, kind: URIRef, value: Node, message: str) -> None:
    inner = BNode()
    graph.add((shape, SH.property, inner))
    for predicate, other in ((SH.path, path), (kind, value), (SH.message, Literal(message))):
        graph.add((inner, predicate, other))


def _names(classes: Iterable[str]) -> str:
    return " or ".join(sorted(classes))

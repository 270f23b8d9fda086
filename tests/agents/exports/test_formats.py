"""Provenance in the formats of PROV: whatever is written is read back the same, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import rdflib
from hypothesis import given, settings
from prov.model import ProvDocument, ProvRecord

from agents.exports.document import document
from agents.exports.formats import FORMATS, export, written
from agents.exports.network import DecisionGraph, network
from graph.engines.base import Engine
from graph.model import Reader
from ontology.errors import Invalid, NotFound
from tests.agents.exports.strategies import graphs
from tests.agents.world import ask, built, decided

ANN = Reader("ann", "audit")
READ: dict[str, dict[str, str]] = {
    "provn": {"format": "provn"},
    "provjson": {"format": "json"},
    "provxml": {"format": "xml"},
    "turtle": {"format": "rdf", "rdf_format": "turtle"},
    "jsonld": {"format": "jsonld"},
}
EXAMPLES = 60
OF_RDFLIB = pytest.mark.filterwarnings(
    "ignore:(Dataset.default_context|ConjunctiveGraph) is deprecated:DeprecationWarning"
)
"""What rdflib says of itself when RDF is read; writing goes another way."""


def read(body: bytes, format_: str) -> ProvDocument:
    return ProvDocument.deserialize(content=body, **READ[format_])


@OF_RDFLIB
@pytest.mark.parametrize("format_", READ)
def test_what_is_written_is_read_back_the_same(format_: str) -> None:
    @settings(max_examples=EXAMPLES)
    @given(graphs())
    def holds(graph: DecisionGraph) -> None:
        assert read(written(graph, format_), format_) == document(graph)

    holds()


@OF_RDFLIB
def test_a_decision_of_the_graph_is_the_same_in_every_format(engine: Engine) -> None:
    store = built(engine)
    made = decided(store, ask(store))
    graph = network(store, made.id, ANN)
    for format_ in READ:
        assert read(export(store, made.id, ANN, format_).body, format_) == document(graph), format_
    assert DecisionGraph.model_validate_json(export(store, "1", ANN, "graph").body) == graph


def identifiers(made: ProvDocument) -> set[str]:
    return {one.identifier.uri if one.identifier else "" for one in made.get_records(ProvRecord)}


@settings(max_examples=40)
@given(graphs())
def test_every_node_and_every_edge_is_in_the_document_under_its_urn(graph: DecisionGraph) -> None:
    found = identifiers(document(graph))
    assert found == {one.id for one in graph.nodes} | {one.id for one in graph.edges}
    assert all(one.startswith("urn:tl:") for one in found)


@OF_RDFLIB
@settings(max_examples=10)
@given(graphs())
def test_no_format_of_rdf_needs_a_blank_node(graph: DecisionGraph) -> None:
    turtle = rdflib.Graph().parse(data=written(graph, "turtle"), format="turtle")
    linked = rdflib.Graph().parse(data=written(graph, "jsonld"), format="json-ld")
    for triples in (turtle, linked):
        assert len(triples) > 0
        assert not [term for triple in triples for term in triple if isinstance(term, rdflib.BNode)]


def test_json_ld_carries_its_context_and_loads_none(engine: Engine) -> None:
    store = built(engine)
    body = orjson.loads(export(store, decided(store, ask(store)).id, ANN, "jsonld").body)
    assert not [one for one in body["@context"] if isinstance(one, str)]


def test_the_values_that_were_cited_are_in_the_turtle(engine: Engine) -> None:
    """What an auditor asks of it in SPARQL: which system said what that the decision rests on?"""
    store = built(engine)
    made = decided(store, ask(store))
    turtle = rdflib.Graph().parse(data=export(store, made.id, ANN, "turtle").body, format="turtle")
    rows = turtle.query(
        """PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX tl: <urn:tl:provenance:>
        SELECT ?system ?field ?value WHERE {
          ?decision a tl:Decision ; prov:qualifiedGeneration/prov:activity ?making .
          ?making prov:qualifiedUsage ?usage . ?usage prov:hadRole tl:evidence ; prov:entity ?record .
          ?record prov:qualifiedAttribution/prov:agent/tl:name ?system .
          ?statement prov:qualifiedQuotation/prov:entity ?record ; tl:field ?field ; prov:value ?value }"""
    )
    assert {tuple(map(str, row)) for row in _rows(rows)} == {
        ("erp", "status", "received"),
        ("desk", "status", "open"),
    }


def _rows(found: Any) -> Iterator[tuple[Any, ...]]:
    yield from found


def test_what_is_not_there_is_refused(engine: Engine) -> None:
    store = built(engine)
    decided(store, ask(store))
    with pytest.raises(Invalid, match="no format `turtel`: did you mean `turtle`"):
        export(store, "1", ANN, "turtel")
    with pytest.raises(NotFound, match="no decision `2`"):
        export(store, "2", ANN, "turtle")
    assert {export(store, "1", ANN, name).filename for name in FORMATS} >= {"decision-1.ttl", "decision-1.provn"}

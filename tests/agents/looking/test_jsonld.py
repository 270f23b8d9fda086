"""JSON-LD says what the graph says: read by rdflib, and compared."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import PROV, XSD

from agents.looking import jsonld
from agents.looking.lookups import Lookups
from graph import relations
from graph.model import Key
from graph.store import Store
from ontology import rdf
from tests.agents import world
from tests.agents.looking.pages import READER, all_of, asked

TL = Namespace("urn:tl:provenance:")

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # by the reader itself


@pytest.fixture(autouse=True)
def as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rdflib leave values as they are written."""
    monkeypatch.setattr("rdflib.NORMALIZE_LITERALS", False)


def parsed(document: dict[str, Any]) -> Graph:
    return Graph().parse(data=orjson.dumps(document).decode(), format="json-ld")


def test_an_entity_is_the_same_triples_as_everywhere_in_our_rdf(lookups: Lookups, store: Store) -> None:
    snapshot = store.read(READER)
    for key in (world.CUSTOMER, world.ORDER, world.INVOICE, world.CASE):
        id_ = snapshot.resolve(str(key))
        thing = snapshot.things([id_])[id_]
        facts = snapshot.facts(thing)
        around = all_of(lambda one, key=key: lookups.neighbours(one, str(key)), asked())  # type: ignore[misc]
        links = [(one.relation, one.thing.id) for one in around]
        readings = snapshot.ontology.readings
        described = rdf.Description(
            id_,
            thing.classes,
            {name: fact.value if isinstance(fact.value, tuple) else (fact.value,) for name, fact in facts.items()},  # type: ignore[misc]
            tuple((readings[name][0].name, other) for name, other in links if readings[name][1]),
        )
        beside = [
            rdf.Description(other, links=((readings[name][0].name, id_),))
            for name, other in links
            if not readings[name][1]
        ]
        found = parsed(lookups.linked_entity(str(key), READER))
        about = URIRef(f"urn:tl:thing:{id_}")
        assert set(found.objects(about, PROV.wasDerivedFrom)) == {
            URIRef(f"urn:tl:record:{record.id}") for record in thing.members
        }
        found.remove((about, PROV.wasDerivedFrom, None))
        found.remove((about, TL.seq, None))
        assert set(found) == set(rdf.graph([described, *beside], snapshot.ontology))


def test_an_entity_is_what_it_was_then(lookups: Lookups, store: Store) -> None:
    before = store.head()[0]
    old = Key("erp", "orders", (1,))
    world.write(
        store,
        world.customer(city="Paris"),
        world.row(
            old, ("Order",), {"order_number": "1"}, {"placed_by": world.CUSTOMER},
            valid_to="2026-02-01T00:00:00.000000Z",
        ),
    )  # fmt: skip
    assert lookups.linked_entity(str(world.CUSTOMER), READER)["city"] == "Paris"
    assert lookups.linked_entity(str(world.CUSTOMER), READER, before)["city"] == "Berlin"
    counts = [
        len(lookups.linked_entity(str(world.CUSTOMER), READER, as_of, at)["placed"])
        for as_of, at in ((None, None), (before, None), (None, "2026-01-15"), (None, "2026-03-15"))
    ]
    assert counts == [2, 1, 2, 1]


def test_what_is_not_written_is_told(lookups: Lookups, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "tl:gap" not in lookups.linked_entity(str(world.CUSTOMER), READER)
    monkeypatch.setattr(jsonld, "LINKS", 1)
    assert lookups.linked_entity(str(world.CUSTOMER), READER)["tl:gap"] == "it has more than 1 relations"
    monkeypatch.setattr(relations, "WIDE", 3)
    for place in range(4):
        key = Key("erp", "orders", (place,))
        world.write(store, world.row(key, ("Order",), {"order_number": str(place)}, {"placed_by": world.CUSTOMER}))
    assert "hub" in lookups.linked_entity(str(world.CUSTOMER), READER)["tl:gap"]


def test_a_record_says_whose_it_is_when_it_held_and_what_it_says(lookups: Lookups, store: Store) -> None:
    was = lookups.record(str(world.INVOICE), READER)
    world.write(store, world.invoice(amount=99))
    found = parsed(lookups.linked_record(was.urn, READER))
    about = URIRef(was.urn)
    assert set(found.objects(about, RDF.type)) == {PROV.Entity, TL.Record}
    assert found.value(about, PROV.wasAttributedTo) == URIRef("urn:tl:source:erp")
    assert found.value(about, PROV.generatedAtTime) == Literal(was.learnt, datatype=XSD.dateTime, normalize=False)
    assert found.value(about, PROV.invalidatedAtTime) == Literal(
        store.head()[1], datatype=XSD.dateTime, normalize=False
    )
    assert found.value(about, TL.describes) == URIRef(f"urn:tl:thing:{was.thing}")
    said = found.value(about, TL.says)
    assert found.value(said, rdf.WORDS["amount"]) == Literal("12050", datatype=XSD.integer)
    assert rdf.WORDS["Invoice"] in set(found.objects(said, RDF.type))
    assert (
        len(set(found.objects(said, rdf.WORDS["invoice_of"])))
        + len(set(found.subjects(rdf.WORDS["has_invoice"], said)))
        == 1
    )
    assert (about, PROV.invalidatedAtTime, None) not in parsed(lookups.linked_record(str(world.INVOICE), READER))


def test_a_decision_is_told_in_the_words_of_prov(lookups: Lookups, store: Store) -> None:
    answer = world.ask(store)
    first = world.decided(store, answer)
    second = world.decided(store, answer, idempotency_key="again", revises=first.id)
    one = lookups.decision("2", READER)
    found = parsed(lookups.linked_decision("2", READER))
    about = URIRef(second.id)
    assert set(found.objects(about, RDF.type)) == {PROV.Entity, TL.Decision}
    assert found.value(about, PROV.wasRevisionOf) == URIRef(first.id)
    assert found.value(about, PROV.wasDerivedFrom) == URIRef(one.context)
    assert found.value(about, TL.choice) == Literal("refund")
    making = found.value(about, PROV.wasGeneratedBy)
    assert making == URIRef(one.activity)
    assert {URIRef(rest.record) for rest in one.evidence} < set(found.objects(making, PROV.used))
    assert {URIRef(who.id) for who in one.principals} == set(found.objects(making, PROV.wasAssociatedWith))
    assert {str(urn) for urn in found.objects(about, TL.cites)} == {
        f"{rest.record}#{name}" for rest in one.evidence for name in rest.fields
    }

"""Things as RDF: what is written is what was described."""

from __future__ import annotations

import pytest
from rdflib import RDF, XSD, Graph, Literal, URIRef

from ontology.errors import NotFound
from ontology.loading import load
from ontology.rdf import WORDS, Description, Scalar, fields, graph, thing
from ontology.vocabulary import DATATYPES

OURS = load()


def test_a_thing_has_all_the_classes_it_is_a_kind_of() -> None:
    found = graph([Description("e", frozenset({"Employee"}))], OURS)
    assert set(found.objects(thing("e"), RDF.type)) == {WORDS["Employee"], WORDS["Person"], WORDS["Party"]}


def test_values_have_the_datatype_of_their_property_and_money_is_minor_units_and_a_currency() -> None:
    values: dict[str, tuple[Scalar, ...]] = {
        "name": ("Zoë",),
        "amount": (1250,),
        "amount_currency": ("EUR",),
        "credit_hold": (True,),
        "discount": ("0.25",),
        "quantity": (3,),
        "ordered_at": ("2026-02-30",),
        "opened_at": ("2026-02-28T09:00:00.000000Z",),
        "email": ("a@example.org", "b@example.org"),
    }
    found = graph([Description("x", frozenset(), values)], OURS)
    assert {(str(name)[len(WORDS) :], value) for _, name, value in found} == {
        ("name", Literal("Zoë", datatype=XSD.string)),
        ("amount", Literal("1250", datatype=XSD.integer)),
        ("amount_currency", Literal("EUR", datatype=XSD.string)),
        ("credit_hold", Literal("true", datatype=XSD.boolean)),
        ("discount", Literal("0.25", datatype=XSD.decimal)),
        ("quantity", Literal("3", datatype=XSD.integer)),
        ("ordered_at", Literal("2026-02-30", datatype=XSD.date)),
        ("opened_at", Literal("2026-02-28T09:00:00.000000Z", datatype=XSD.dateTime, normalize=False)),
        ("email", Literal("a@example.org", datatype=XSD.string)),
        ("email", Literal("b@example.org", datatype=XSD.string)),
    }


def test_relations_lead_the_way_they_are_stored() -> None:
    found = graph([Description("c", links=(("placed", "o"), ("raised", "t")))], OURS)
    assert set(found) == {
        (thing("c"), WORDS["placed"], thing("o")),
        (thing("c"), WORDS["raised"], thing("t")),
    }


def test_what_is_written_as_turtle_is_read_back_the_same() -> None:
    value = 'two\nlines, "quoted" \\ and a tab\t.'
    written = graph([Description("x", frozenset({"Case"}), {"subject": (value,)}, (("concerns", "o"),))], OURS)
    assert set(Graph().parse(data=written.serialize(format="turtle"))) == set(written)


def test_every_datatype_has_one_of_xml_schema() -> None:
    assert {one.datatype for one in OURS.properties.values()} == set(DATATYPES)
    assert all(isinstance(one, URIRef) for one in fields(OURS).values())
    assert fields(OURS)["amount_currency"] == XSD.string


def test_a_class_that_is_not_in_the_ontology_is_refused() -> None:
    with pytest.raises(NotFound, match="no class `Ordr` in the ontology: did you mean `Order`"):
        graph([Description("x", frozenset({"Ordr"}))], OURS)

"""Documents are read in whatever format they are, told by name or content, and what cannot be read is said to be so."""

from __future__ import annotations

import pytest

from agents.provenance.checking import Checked, checked
from agents.provenance.reading import guessed
from ontology.errors import Invalid

PROV = "http://www.w3.org/ns/prov#"
TURTLE = (
    f"@prefix prov: <{PROV}> . @prefix : <http://example.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
XML = f'<prov:document xmlns:prov="{PROV}" xmlns:ex="http://example.org/">{{}}</prov:document>'


def turtle(text: str, times: bool = False) -> Checked:
    return checked("document.ttl", (TURTLE + text).encode(), times=times)


@pytest.mark.parametrize(
    ("name", "content", "format_"),
    [
        ("a.provn", b"", "provn"),
        ("a.PROVN", b"", "provn"),
        ("a", b"/* of \n us */ // and\n document endDocument", "provn"),
        ("a", b"\xef\xbb\xbfdocument endDocument", "provn"),
        ("a.json", b'{"entity": {}}', "provjson"),
        ("a.json", b'{"@context": []}', "jsonld"),
        ("a.provx", b"", "provxml"),
        ("a.xml", b"<prov:document/>", "provxml"),
        ("a.xml", b"<rdf:RDF/>", "rdfxml"),
        ("a", b"@prefix a: <b> .", "turtle"),
        ("a", b"<http://a> a <http://b> .", "turtle"),
        ("a.trig", b"", "trig"),
    ],
)
def test_a_format_is_told_by_name_or_content(name: str, content: bytes, format_: str) -> None:
    assert guessed(name, content) == format_


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.provn", b"document entity(e endDocument"),
        ("a.provn", b"document entity(ex:e) endDocument"),
        ("a.provn", b"\xff\xfe"),
        ("a.json", b'{"entity": '),
        ("a.json", b'{"entity": 3}'),
        ("a.json", b"[]"),
        ("a.xml", b"<document/>"),
        ("a.xml", b"<prov:document>"),
        ("a.xml", b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]><prov:document>&e;</prov:document>'),
        ("a.ttl", b"garbage"),
        ("a.ttl", TURTLE.encode() + b':a a prov:Activity; prov:startedAtTime "noon" .'),
        ("a.rdf", b"<a"),
        ("a.jsonld", b"{}}"),
        ("a.provn", b""),
        ("a.json", b""),
        ("a.xml", b""),
    ],
)
def test_what_cannot_be_read_is_said_to_be_so(name: str, content: bytes) -> None:
    with pytest.raises(Invalid, match=f"`{name}` cannot be read as|`noon` is no time"):
        checked(name, content)


def test_an_unknown_format_is_refused_with_the_nearest() -> None:
    with pytest.raises(Invalid, match="did you mean `turtle`"):
        checked("a", b"", "turtel")


def test_provtoolbox_bundles_are_bundles() -> None:
    body = '<prov:bundle prov:id="ex:b"><prov:entity prov:id="ex:e"/><prov:activity prov:id="ex:e"/></prov:bundle>'
    found = checked("a.xml", XML.format(body).encode())
    assert [(one.number, one.bundle) for one in found.violations] == [(55, "ex:b")]


def test_entities_of_xml_are_not_resolved() -> None:
    body = XML.format('<prov:entity prov:id="ex:x"><prov:label>&a;</prov:label></prov:entity>')
    with pytest.raises(Invalid, match="cannot be read as PROV-XML"):
        checked("a.xml", f'<!DOCTYPE d [<!ENTITY a "ex:e">]>{body}'.encode())


def test_a_property_and_its_qualified_form_are_one_statement() -> None:
    text = ":e prov:wasGeneratedBy :a ; prov:qualifiedGeneration [ prov:activity :a ; prov:atTime {} ] ."
    assert turtle(text.format('"2026-01-01T00:00:00Z"^^xsd:dateTime')).statements == 1
    assert turtle(":a prov:used :e ; prov:qualifiedUsage :u . :u prov:entity :f .").statements == 2


def test_two_activities_of_one_generation_clash() -> None:
    (found,) = turtle(":e prov:qualifiedGeneration :g . :g prov:activity :a, :b .").violations
    assert found.number == 23
    assert found.statements == ["wasGeneratedBy(:g; :e, :a, -)", "wasGeneratedBy(:g; :e, :b, -)"]


def test_one_node_qualifies_one_relation() -> None:
    text = ":e prov:qualifiedGeneration {0} . :f prov:qualifiedGeneration {0} . {0} prov:activity :a ."
    assert {one.number for one in turtle(text.format(":g")).violations} == {23}
    assert {one.number for one in turtle(text.format("_:g")).violations} == {23}
    (of_nothing,) = turtle(":u a prov:Usage ; prov:entity :e .").violations
    assert of_nothing.title == "mandatory-argument"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (":x a prov:Entity, prov:Activity .", 55),
        (":x a prov:Plan ; prov:startedAtTime '2026-01-01T00:00:00Z'^^xsd:dateTime .", 55),
        (":c a prov:EmptyCollection ; prov:hadMember :e .", 56),
        (":a prov:generated :e . :e a prov:Activity .", 55),
        (":a prov:startedAtTime '2026-01-01T00:00:00Z'^^xsd:dateTime, '2027-01-01T00:00:00Z'^^xsd:dateTime .", 22),
        (":e a prov:Entity . :f a prov:Entity ; prov:wasRevisionOf :e . :e prov:hadPrimarySource :f .", 42),
        (":e prov:qualifiedDerivation [ prov:entity :f ; prov:hadUsage :u ] .", 51),
        (":a prov:qualifiedAssociation [ prov:agent :g ; prov:hadPlan :p ] . :p prov:wasInformedBy :a .", 55),
        (":e prov:mentionOf :f, :g ; prov:asInBundle :b .", None),
        (":e prov:specializationOf :e .", 52),
    ],
)
def test_prov_o_is_held_against_the_constraints(text: str, number: int | None) -> None:
    assert number in {one.number for one in turtle(text).violations}


def test_named_graphs_are_bundles() -> None:
    graphs = ":x a prov:Entity . :b { :x a prov:Activity . } :c { :y a prov:Entity, prov:Activity . }"
    found = checked("a.trig", (TURTLE + graphs).encode())
    assert (found.bundles, [(one.number, one.bundle) for one in found.violations]) == (2, [(55, ":c")])


def test_times_of_prov_o_count_where_they_are_asked_to() -> None:
    text = (
        ":e prov:generatedAtTime '2026-01-02T00:00:00Z'^^xsd:dateTime . "
        ":a prov:qualifiedUsage [ prov:entity :e ; prov:atTime '2026-01-01T00:00:00Z'^^xsd:dateTime ] ."
    )
    assert turtle(text).valid
    assert [one.number for one in turtle(text, times=True).violations] == [37]

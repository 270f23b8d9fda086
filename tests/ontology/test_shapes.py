"""The shapes: that they speak of the words, of all of them, and what mistakes in a user's are told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import RDF, SH, Graph, Literal

from ontology.errors import Invalid
from ontology.implied import implied
from ontology.loading import load
from ontology.rdf import WORDS, fields
from ontology.shapes import files, shapes
from tests.ontology.turtles import cls, load_texts, prop

OURS = load()
HEAD = """@prefix : <urn:tl:ontology:> .
@prefix my: <urn:example:fleet:> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <urn:example:shape:> .
"""


def written() -> Graph:
    graph = Graph()
    for path in files().values():
        graph.parse(path)
    return graph


def beside(folder: Path, text: str) -> Path:
    """A folder of vocabulary files with one file of shapes."""
    (folder / "shapes").mkdir()
    (folder / "shapes/fleet.ttl").write_text(HEAD + text, encoding="utf-8")
    return folder


def test_ours_are_sound_and_aim_at_every_class() -> None:
    assert len(shapes(OURS)) > len(implied(OURS))
    targets = [str(one).removeprefix(str(WORDS)) for one in written().objects(None, SH.targetClass)]
    assert sorted(targets) == sorted(OURS.classes)


def test_ours_are_open_and_say_in_words_what_they_ask_for() -> None:
    graph = written()
    assert not list(graph.subjects(SH.closed, None))
    unsaid = [
        graph.value(one, SH.path) for one in graph.objects(None, SH.property) if (one, SH.message, None) not in graph
    ]
    assert unsaid == []


def test_all_are_well_formed_by_the_shapes_of_shacl_itself() -> None:
    conforms, _, text = validate(Graph(), shacl_graph=shapes(OURS), meta_shacl=True)
    assert conforms, text


def test_what_follows_from_the_words_is_said_of_every_word() -> None:
    graph = implied(OURS)
    aimed = {str(one).removeprefix(str(WORDS)) for one in graph.objects(None, SH.targetSubjectsOf)}
    assert aimed == OURS.properties.keys() | OURS.relations.keys()
    typed = {graph.value(one, SH.path): graph.value(one, SH.datatype) for one in graph.subjects(SH.datatype, None)}
    assert typed == {WORDS[one]: datatype for one, datatype in fields(OURS).items() if one in OURS.properties}
    once = {
        str(path).removeprefix(str(WORDS))
        for one in graph.subjects(SH.maxCount, Literal(1))
        if (path := graph.value(one, SH.path)) is not None
    }
    assert {one.name for one in OURS.properties.values() if one.functional} <= once
    assert {one.name for one in OURS.relations.values() if one.functional} <= once
    back = {str(one).removeprefix(str(WORDS)) for one in graph.objects(None, SH.inversePath)}
    assert back == {one.name for one in OURS.relations.values() if one.inverse_functional}


def test_a_users_shapes_stand_beside_ours(tmp_path: Path) -> None:
    ontology = load_texts(
        tmp_path,
        fleet=cls("Vehicle") + prop("axles", "rdfs:domain my:Vehicle ; rdfs:range xsd:integer ; tl:dataClass tl:none"),
    )
    text = (
        "shape:Vehicle a sh:NodeShape ; sh:targetClass :Vehicle ; sh:property [ sh:path :axles ; sh:minInclusive 1 ] ."
    )
    found = shapes(ontology, [beside(tmp_path, text)])
    assert (None, SH.targetClass, WORDS["Vehicle"]) in found
    assert (None, SH.targetClass, WORDS["Order"]) in found


MISTAKES = [
    ("sh:targetClass :Ordr", "unknown class `Ordr`: did you mean `Order`?"),
    ("sh:class :Prodct", "unknown class `Prodct`: did you mean `Product`?"),
    (
        "sh:targetClass my:Vehicle",
        (
            "`urn:example:fleet:Vehicle` is not in the namespace `urn:tl:ontology:`: "
            "write every word there, whatever namespace declares it"
        ),
    ),
    ("sh:property [ sh:path :nme ]", "unknown property or relation `nme`: did you mean `name`?"),
    ("sh:property [ sh:path ( :placed :nme ) ]", "unknown property or relation `nme`: did you mean `name`?"),
    (
        "sh:property [ sh:path [ sh:alternativePath ( :name [ sh:zeroOrMorePath :allias ] ) ] ]",
        "unknown property or relation `allias`: did you mean `alias`?",
    ),
    (
        "sh:property [ sh:path :placed_by ]",
        "`placed_by` is `placed` read the other way: write `[ sh:inversePath :placed ]`",
    ),
    ("sh:targetSubjectsOf :emails", "unknown property or relation `emails`: did you mean `email`?"),
    (
        "sh:property [ sh:path :starts_at ; sh:lessThan :ends ]",
        "unknown property or relation `ends`: did you mean `ends_at`?",
    ),
    (
        'sh:sparql [ sh:select "SELECT $this WHERE { }" ]',
        "`sh:sparql` is beyond SHACL Core: say it with constraints of the core",
    ),
]


@pytest.mark.parametrize(("text", "told"), MISTAKES)
def test_each_mistake_is_told_with_file_shape_and_mend(tmp_path: Path, text: str, told: str) -> None:
    folder = beside(tmp_path, f"shape:Mine a sh:NodeShape ; {text} .")
    with pytest.raises(Invalid, match="the shapes have") as caught:
        shapes(OURS, [folder])
    assert f"{folder}/shapes/fleet.ttl: `Mine`: {told}" in caught.value.details


def test_a_file_that_is_not_turtle_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="the shapes have a mistake") as caught:
        shapes(OURS, [beside(tmp_path, "shape:Mine a sh:NodeShape ;; .\nshape: [")])
    assert re.search(r"fleet.ttl: line \d is not Turtle", caught.value.details[0])


def test_types_may_be_walked_too(tmp_path: Path) -> None:
    text = f"shape:Mine a sh:NodeShape ; sh:targetClass :Order ; sh:property [ sh:path <{RDF.type}> ; sh:minCount 1 ] ."
    assert len(shapes(OURS, [beside(tmp_path, text)])) > len(shapes(OURS))


def test_a_scheme_of_check_digits_that_is_not_known_is_refused(tmp_path: Path) -> None:
    text = "@prefix tl: <urn:tl:vocabulary:> .\nshape:P a sh:NodeShape ; sh:targetClass :Product ;\n"
    folder = beside(tmp_path, text + '    sh:property [ sh:path :gtin ; tl:checkDigits "ibn" ] .\n')
    with pytest.raises(Invalid) as caught:
        shapes(OURS, [folder])
    assert "no scheme of check digits `ibn`: did you mean `iban`?" in caught.value.details[0]

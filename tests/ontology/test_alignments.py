"""How our classes stand to other vocabularies: every name is one of theirs, and mistakes are told."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from rdflib.namespace import ORG, SDO

from ontology.diff import diff
from ontology.loading import HERE, load
from ontology.vocabulary import Class, Match, Ontology
from tests.ontology.turtles import cls, load_texts, mistakes

OURS = load()
LISTS = sorted((HERE / "aligned").glob("*.txt"))
HOWS = {"exactMatch", "closeMatch", "broadMatch", "narrowMatch", "subClassOf"}


def listed(path: Path) -> tuple[dict[str, str], list[str]]:
    """What a list says of itself, and the names in it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    return head, [line for line in lines if not line.startswith("#")]


def targets() -> list[str]:
    return [
        address for one in OURS.classes.values() for address in (*one.aligned, *(two.address for two in one.matches))
    ]


def test_every_list_tells_version_origin_and_licence_and_is_in_order() -> None:
    assert [path.stem for path in LISTS] == ["cdm", "fibo", "gist", "org", "schema"]
    for path in LISTS:
        head, names = listed(path)
        assert head.keys() == {"namespace", "version", "origin", "licence"}
        assert all(head.values())
        assert names == sorted(set(names))


def test_every_target_is_a_name_of_its_vocabulary_and_no_name_is_listed_in_vain() -> None:
    known = {head["namespace"] + name for head, names in map(listed, LISTS) for name in names}
    assert set(targets()) == known


def test_the_lists_of_schema_org_and_of_org_hold_names_that_rdflib_knows() -> None:
    for path, names in (
        (HERE / "aligned/schema.txt", SDO.__annotations__),
        (HERE / "aligned/org.txt", ORG.__annotations__),
    ):
        assert set(listed(path)[1]) <= set(names)


def test_all_five_vocabularies_are_aligned_to_in_the_words_of_skos_and_rdfs() -> None:
    assert {one.how for kind in OURS.classes.values() for one in kind.matches} == HOWS
    for path in LISTS:
        namespace = listed(path)[0]["namespace"]
        assert sum(target.startswith(namespace) for target in targets()) >= 4


def test_no_two_of_our_classes_equal_the_same_class_elsewhere() -> None:
    exact = [
        address
        for one in OURS.classes.values()
        for address in {*one.aligned, *(two.address for two in one.matches if two.how == "exactMatch")}
    ]
    assert len(exact) == len(set(exact))


def test_one_of_our_classes_stands_in_one_way_to_a_class_elsewhere() -> None:
    for one in OURS.classes.values():
        addresses = [*one.aligned, *(two.address for two in one.matches)]
        assert len(addresses) == len(set(addresses)), one.name


def test_a_users_file_aligns_its_classes_and_ours(tmp_path: Path) -> None:
    found = load_texts(
        tmp_path,
        fleet=cls("Vehicle", "skos:closeMatch schema:Vehicle ; skos:broadMatch <urn:example:Thing>"),
        more=":Team rdfs:subClassOf <http://www.w3.org/ns/org#OrganizationalCollaboration> ; skos:exactMatch my:Crew .",
    )
    assert found.cls("Vehicle").matches == (
        Match("broadMatch", "urn:example:Thing"),
        Match("closeMatch", "https://schema.org/Vehicle"),
    )
    assert set(found.cls("Team").matches) - set(OURS.cls("Team").matches) == {
        Match("exactMatch", "urn:example:fleet:Crew"),
        Match("subClassOf", "http://www.w3.org/ns/org#OrganizationalCollaboration"),
    }
    assert found.cls("Team").parents == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            cls("Truck", "skos:closeMatch schema:Vehicel"),
            "fleet.ttl: `Truck`: unknown name of schema.org `Vehicel`: did you mean `Vehicle`?",
        ),
        (
            cls("Crew", "skos:exactMatch <http://www.w3.org/ns/org#OrganisationalUnit>"),
            "fleet.ttl: `Crew`: unknown name of W3C ORG `OrganisationalUnit`: did you mean `OrganizationalUnit`?",
        ),
        (
            cls("Truck", "skos:exactMatch :Product"),
            "fleet.ttl: `Truck`: corresponds to `Product`, which is one of ours too: keep one of the two",
        ),
        (
            cls("Truck", 'skos:exactMatch "Product"'),
            "fleet.ttl: `Truck`: `skos:exactMatch` is not a name: name the class it corresponds to",
        ),
        (
            ":Team rdfs:subClassOf :Party .",
            (
                "fleet.ttl: `Team`: `rdfs:subClassOf` of `Party`, which is one of ours, is for `party.ttl` to say: "
                "another file may name classes of other vocabularies"
            ),
        ),
    ],
)
def test_mistakes_are_told(tmp_path: Path, text: str, told: str) -> None:
    assert told in mistakes(tmp_path, fleet=text)


def test_an_ontology_without_matches_has_the_text_and_the_digest_it_had_before_there_were_any() -> None:
    plain = Ontology.of("1", [Class("Team", "team", "A team.")])
    said = orjson.loads(plain.to_json())["classes"]["Team"]
    assert set(said) == {"name", "label", "definition", "parents", "disjoint", "aligned", "dated_by"}
    assert Ontology.from_json(plain.to_json()).digest == plain.digest
    matched = Ontology.of("1", [Class("Team", "team", "A team.", matches=(Match("closeMatch", "urn:x"),))])
    assert Ontology.from_json(matched.to_json()) == matched
    assert [(one.field, one.before, one.after) for one in diff(plain, matched)] == [
        ("matches", None, [{"how": "closeMatch", "address": "urn:x"}])
    ]

"""What can be asked of an ontology, and its canonical form."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.digest import digest
from ontology.errors import Invalid, NotFound
from ontology.loading import load
from ontology.vocabulary import Class, Ontology, Property
from tests.ontology.strategies import classes, ontologies

OURS = load()


@given(ontologies)
def test_json_round_trips_exactly(ontology: Ontology) -> None:
    again = Ontology.from_json(ontology.to_json())
    assert again == ontology
    assert again.to_json() == ontology.to_json()
    assert hash(again) == hash(ontology)


@given(ontologies)
def test_digest_is_over_the_canonical_json(ontology: Ontology) -> None:
    assert ontology.digest == digest(orjson.loads(ontology.to_json()))


@given(
    st.lists(classes, unique_by=lambda one: one.name).flatmap(
        lambda some: st.tuples(st.just(some), st.permutations(some))
    )
)
def test_digest_does_not_depend_on_the_order_of_words(both: tuple[list[Class], list[Class]]) -> None:
    assert Ontology.of("1", both[0]).digest == Ontology.of("1", both[1]).digest


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "nul", '{"version":"1"}', OURS.to_json().replace('"parents"', '"elders"')]
)
def test_what_is_not_an_ontology_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="canonical JSON of an ontology"):
        Ontology.from_json(text)


def test_ancestors_hold_the_class_itself_and_all_above() -> None:
    assert OURS.ancestors("Employee") == {"Employee", "Person", "Party"}
    assert OURS.closure(["Customer", "Organization"]) == {"Customer", "Organization", "Party"}


def test_ancestors_end_in_a_ring() -> None:
    ring = Ontology.of("1", [Class("A", "a", "A.", ("B",)), Class("B", "b", "B.", ("A",))])
    assert ring.ancestors("A") == {"A", "B"}


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (["Person"], ["Organization"], True),
        (["Employee"], ["Organization"], True),
        (["Customer", "Organization"], ["Employee"], True),
        (["Customer"], ["Supplier"], False),
        (["Customer"], ["Person"], False),
        (["Invoice"], ["Customer"], True),
        ([], ["Customer"], False),
    ],
)
def test_disjoint_is_inherited_and_mutual(a: list[str], b: list[str], expected: bool) -> None:
    assert OURS.disjoint(a, b) is expected
    assert OURS.disjoint(b, a) is expected


def test_a_relation_is_found_by_both_names() -> None:
    placed, outward = OURS.relation("placed")
    assert (placed.type, outward) == ("PLACED", True)
    assert OURS.relation("placed_by") == (placed, False)


@pytest.mark.parametrize(
    ("kind", "near", "meant"),
    [
        ("cls", "Custmer", "Customer"),
        ("property", "emial", "email"),
        ("relation", "placed_bye", "placed_by"),
        ("action", "refunds", "refund"),
        ("ancestors", "Custmer", "Customer"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(kind: str, near: str, meant: str) -> None:
    with pytest.raises(NotFound, match=f"`{near}`.*did you mean `{meant}`"):
        getattr(OURS, kind)(near)


def test_identity_is_per_class_and_never_a_domain_for_people() -> None:
    assert OURS.identifying(["Customer", "Organization"]) == {
        ("Organization", "email"),
        ("Organization", "phone"),
        ("Organization", "tax_number"),
        ("Organization", "registration_number"),
        ("Organization", "lei"),
        ("Organization", "domain"),
    }
    assert OURS.identifying(["Employee"]) == {
        ("Person", "email"),
        ("Person", "phone"),
        ("Employee", "employee_number"),
    }
    assert OURS.identifying(["Customer"]) == set()


def test_a_domain_applies_to_what_lies_below_it() -> None:
    assert OURS.applies(OURS.property("email").domain, ["Employee"])
    assert not OURS.applies(OURS.property("credit_limit").domain, ["Organization"])


def test_a_path_is_its_steps_and_the_property_it_ends_in() -> None:
    steps, last = OURS.path("raised_by/placed/has_invoice/settled_by/status")
    assert [(one.type, outward) for one, outward in steps] == [
        ("RAISED", False),
        ("PLACED", True),
        ("HAS_INVOICE", True),
        ("SETTLED_BY", True),
    ]
    assert last.name == "status"
    with pytest.raises(NotFound, match="no relation `name`"):
        OURS.path("name/status")


def test_money_is_stored_in_two_fields() -> None:
    assert OURS.property("amount").stored == ("amount", "amount_currency")
    assert OURS.property("name").stored == ("name",)


def test_importing_the_words_does_not_import_rdflib() -> None:
    program = "import sys, ontology.vocabulary; sys.exit('rdflib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=False).returncode == 0


def test_an_ontology_of_before_a_field_came_is_read_and_keeps_its_digest() -> None:
    one = Property("name", "name", "A name.", frozenset({"Team"}), "string")
    older = Ontology.of("1", [Class("Team", "team", "A team.")], [one])
    said = orjson.loads(older.to_json())
    assert "matches" not in said["classes"]["Team"]
    assert "within" not in said["properties"]["name"]
    assert Ontology.from_json(older.to_json()) == older
    assert Ontology.from_json(older.to_json()).digest == older.digest
    narrower = Ontology.of("1", older.classes.values(), [replace(one, within=3)])
    assert Ontology.from_json(narrower.to_json()) == narrower
    assert narrower.digest != older.digest

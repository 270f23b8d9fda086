"""The words that ship: what the rest of the product counts on."""

from __future__ import annotations

from typing import Any

import pytest

from ontology.checks import dated_by
from ontology.vocabulary import load

OURS = load()


def test_the_classes() -> None:
    assert set(OURS.classes) == {
        "Party",
        "Person",
        "Organization",
        "Customer",
        "Supplier",
        "Employee",
        "Product",
        "Category",
        "Order",
        "OrderLine",
        "Invoice",
        "Payment",
        "Shipment",
        "Case",
        "Interaction",
    }


def test_things_of_different_nature_are_disjoint_and_roles_are_not() -> None:
    roots = [name for name, one in OURS.classes.items() if not one.parents]
    for a in roots:
        for b in roots:
            assert OURS.disjoint([a], [b]) is (a != b)
    assert not OURS.disjoint(["Customer", "Organization"], ["Supplier", "Organization"])


def test_aligned_only_where_a_class_truly_corresponds() -> None:
    aligned = {name: one.aligned for name, one in OURS.classes.items() if one.aligned}
    assert aligned == {
        "Person": ("https://schema.org/Person",),
        "Organization": ("https://schema.org/Organization",),
        "Product": ("https://schema.org/Product",),
        "Order": ("https://schema.org/Order",),
        "OrderLine": ("https://schema.org/OrderItem",),
        "Invoice": ("https://schema.org/Invoice",),
        "Shipment": ("https://schema.org/ParcelDelivery",),
    }


@pytest.mark.parametrize("name", ["Order", "Invoice", "Payment", "Shipment", "Case", "Interaction"])
def test_what_happens_has_a_date(name: str) -> None:
    by = dated_by(OURS, name)
    assert by is not None
    assert by.datatype in ("date", "datetime")


def test_what_a_person_is_reached_by_is_marked() -> None:
    assert {OURS.property(name).data_class for name in ("email", "phone", "street")} == {"contact"}
    assert {OURS.property(name).data_class for name in ("name", "birth_date", "body")} == {"personal"}
    assert {one.data_class for one in OURS.properties.values() if one.datatype == "money"} == {"financial"}


def test_many_values_only_where_there_are_many() -> None:
    assert {one.name for one in OURS.properties.values() if not one.functional} == {"alias", "email", "phone", "domain"}


def test_a_refund_asks_for_the_payment_by_way_of_the_order_and_its_invoice() -> None:
    needs = {need.path: need for need in OURS.action("refund").needs}
    assert needs["concerns/has_invoice/settled_by/status"].required
    assert needs["raised_by/credit_hold"].required
    assert needs["raised_by/raised/kind"].window is not None


@pytest.mark.parametrize(
    ("action", "subject"), [("refund", "Case"), ("credit_hold", "Customer"), ("escalate_case", "Case")]
)
def test_each_action_has_a_subject_and_needs_that_are_required(action: str, subject: str) -> None:
    found = OURS.action(action)
    assert found.subject == subject
    assert sum(need.required for need in found.needs) >= 4


def test_every_definition_is_a_sentence() -> None:
    words: list[Any] = [
        *OURS.classes.values(),
        *OURS.properties.values(),
        *OURS.relations.values(),
        *OURS.actions.values(),
    ]
    assert [one.name for one in words if not (one.definition[0].isupper() and one.definition.endswith("."))] == []


def test_a_tax_number_is_stronger_evidence_than_an_address_and_a_phone_the_weakest() -> None:
    order = sorted((one for one in OURS.properties.values() if one.identifying), key=lambda one: -one.strength)
    assert {one.name for one in order[:2]} == {"tax_number", "gtin"}
    assert [one.name for one in order[2:]] == ["email", "domain", "phone"]

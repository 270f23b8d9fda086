"""The words that ship: what the rest of the product counts on."""

from __future__ import annotations

from typing import Any

import pytest

from ontology import turtle
from ontology.checks import dated_by
from ontology.loading import DOMAINS as DOMAIN_FILES
from ontology.loading import HERE, load
from ontology.mistakes import Mistakes

OURS = load()


DOMAINS = {
    "party.ttl": "Party Person Organization Customer Supplier Employee Team Site Document",
    "catalogue.ttl": "Product Category Price Service",
    "sales.ttl": "Campaign Opportunity Quote QuoteLine Order OrderLine Contract Subscription",
    "logistics.ttl": "Shipment Return Warehouse StockLevel PurchaseOrder PurchaseLine",
    "finance.ttl": "Invoice CreditNote Payment Account",
    "support.ttl": "Case Interaction Incident ServiceLevel Article Asset",
}


def test_the_classes_by_domain() -> None:
    mistakes = Mistakes()
    found = {
        file: {one.subject.local for one in turtle.read(HERE / file, file, mistakes) if "owl:Class" in one.types}
        for file in DOMAIN_FILES
    }
    assert found == {file: set(names.split()) for file, names in DOMAINS.items()}
    assert set().union(*found.values()) == set(OURS.classes)


def test_things_of_different_nature_are_disjoint_and_roles_are_not() -> None:
    roots = [name for name, one in OURS.classes.items() if not one.parents]
    for a in roots:
        for b in roots:
            assert OURS.disjoint([a], [b]) is (a != b)
    assert not OURS.disjoint(["Customer", "Organization"], ["Supplier", "Organization"])


TIMELESS = {
    *("Party", "Person", "Organization", "Customer", "Supplier", "Employee", "Team", "Site", "Warehouse"),
    *("Product", "Category", "Service", "ServiceLevel", "Account", "OrderLine", "QuoteLine", "PurchaseLine"),
}


@pytest.mark.parametrize("name", sorted(OURS.classes.keys() - TIMELESS))
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


ACTIONS = {
    "refund": "Case",
    "credit_hold": "Customer",
    "escalate_case": "Case",
    "ship_order": "Order",
    "cancel_order": "Order",
    "issue_credit_note": "Invoice",
    "approve_return": "Return",
    "extend_credit": "Customer",
    "renew_contract": "Contract",
    "write_off_invoice": "Invoice",
    "pay_supplier_invoice": "Invoice",
    "contact_customer": "Customer",
}


def test_the_actions() -> None:
    assert {name: one.subject for name, one in OURS.actions.items()} == ACTIONS


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_each_action_asks_first_for_what_it_cannot_do_without(action: str) -> None:
    needs = OURS.action(action).needs
    assert sum(need.required for need in needs) >= 4
    assert needs[0].required
    assert any(need.freshness for need in needs)


@pytest.mark.parametrize("action", sorted(ACTIONS.keys() - {"refund", "escalate_case"}))
def test_what_may_be_many_has_a_limit(action: str) -> None:
    unbounded = []
    for need in OURS.action(action).needs:
        steps, _ = OURS.path(need.path)
        many = any(not (one.functional if outward else one.inverse_functional) for one, outward in steps)
        if many and not need.limit:
            unbounded.append(need.path)
    assert unbounded == []


def test_every_definition_is_a_sentence() -> None:
    words: list[Any] = [
        *OURS.classes.values(),
        *OURS.properties.values(),
        *OURS.relations.values(),
        *OURS.actions.values(),
    ]
    assert [one.name for one in words if not (one.definition[0].isupper() and one.definition.endswith("."))] == []


def test_what_identifies_and_how_strongly() -> None:
    strengths = {one.name: one.strength for one in OURS.properties.values() if one.identifying}
    assert strengths == {
        "lei": 950,
        "iban": 950,
        "content_digest": 950,
        "tax_number": 900,
        "gtin": 900,
        "employee_number": 900,
        "registration_number": 850,
        "contract_number": 800,
        "email": 700,
        "serial_number": 600,
        "domain": 500,
        "phone": 400,
    }


def test_an_employee_number_and_a_serial_number_are_shared_by_nobody() -> None:
    assert {one.name for one in OURS.properties.values() if one.identifying and one.guard < 5} == {
        "employee_number",
        "serial_number",
    }

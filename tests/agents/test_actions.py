"""The actions that ship, each asked for on a thing of its class: known is what is there, and a gap what is not."""

from __future__ import annotations

import pytest

from agents.needs import plan
from graph.engines.base import Engine
from graph.model import Key
from tests.agents import world
from tests.agents.world import CASE, CUSTOMER, INVOICE, ORDER, ask, built, ontology, row, write

RETURN, CONTRACT, NOTE = Key("erp", "returns", (7,)), Key("crm", "contracts", ("K-1",)), Key("erp", "notes", ("G-1",))
SUPPLIER, PURCHASE, BILL = Key("erp", "suppliers", (3,)), Key("erp", "purchases", (55,)), Key("erp", "bills", ("B-9",))
ACCOUNT = Key("erp", "accounts", ("A-3",))
SUBJECTS = {
    "refund": CASE,
    "credit_hold": CUSTOMER,
    "escalate_case": CASE,
    "ship_order": ORDER,
    "cancel_order": ORDER,
    "issue_credit_note": INVOICE,
    "approve_return": RETURN,
    "extend_credit": CUSTOMER,
    "renew_contract": CONTRACT,
    "write_off_invoice": INVOICE,
    "pay_supplier_invoice": BILL,
    "contact_customer": CUSTOMER,
}
MORE = [
    row(RETURN, ("Return",), {"return_number": "R-7", "status": "asked", "reason": "broken", "quantity": 2},
        {"return_of": ORDER, "returned_by": CUSTOMER}),
    row(CONTRACT, ("Contract",), {"contract_number": "K-1", "status": "signed", "ends_at": "2026-06-30"},
        {"contract_with": CUSTOMER}),
    row(NOTE, ("CreditNote",), {"amount": 500, "amount_currency": "EUR", "status": "issued"}, {"credits": INVOICE}),
    row(SUPPLIER, ("Supplier", "Organization"), {"name": "Glasbläserei", "tax_number": "DE811"}),
    row(ACCOUNT, ("Account",), {"iban": "DE89370400440532013000", "verified_at": "2026-01-05"}, {"held_by": SUPPLIER}),
    row(PURCHASE, ("PurchaseOrder",), {"purchase_number": "55", "amount": 900, "amount_currency": "EUR"},
        {"purchased_from": SUPPLIER}),
    row(BILL, ("Invoice",), {"invoice_number": "B-9", "amount": 900, "amount_currency": "EUR", "status": "open"},
        {"issued_by": SUPPLIER, "invoice_of": PURCHASE}),
]  # fmt: skip
KNOWN = {
    "ship_order": {"order_number", "placed_by/name", "placed_by/credit_hold", "placed_by/city", "has_invoice/status"},
    "cancel_order": {"ordered_at", "has_invoice/settled_by/amount", "concerned_by/subject"},
    "issue_credit_note": {"amount", "credited_by/amount", "settled_by/status", "invoice_of/order_number"},
    "approve_return": {"reason", "returned_by/name", "return_of/ordered_at", "return_of/has_invoice/status"},
    "extend_credit": {"name", "credit_hold", "raised/status", "has_contract/status"},
    "renew_contract": {"contract_number", "ends_at", "contract_with/name", "contract_with/credit_hold"},
    "write_off_invoice": {"amount", "settled_by/amount", "credited_by/amount"},
    "pay_supplier_invoice": {
        "amount", "issued_by/name", "issued_by/tax_number", "issued_by/holds/iban", "issued_by/holds/verified_at",
        "invoice_of/purchase_number", "invoice_of/amount",
    },
    "contact_customer": {"name", "raised/subject", "has_contract/ends_at"},
}  # fmt: skip
"""What the world below knows of the needs of the younger actions; the others have tests of their own."""


def test_every_action_has_a_subject_here() -> None:
    assert SUBJECTS.keys() == ontology().actions.keys()


@pytest.mark.parametrize("action", sorted(SUBJECTS))
def test_every_need_of_an_action_is_planned_for(action: str) -> None:
    planned = plan(ontology(), action)
    assert [one.need for one in planned.wanted if one.need.required] == [
        need for need in ontology().action(action).needs if need.required
    ]
    assert len(planned.wanted) == len(ontology().action(action).needs)


def test_every_action_is_asked_for_on_a_thing_of_its_class(engine: Engine) -> None:
    store = built(engine)
    write(store, *MORE, world.customer(email=("mail@alfreds.example",)))
    for action, subject in SUBJECTS.items():
        answer = ask(store, subject=str(subject), action=action, purpose=action)
        known = {fact.path for fact in answer.facts}
        missing = {path for gap in answer.gaps for path in gap.paths}
        assert KNOWN.get(action, set()) <= known, action
        required = {need.path for need in ontology().action(action).needs if need.required}
        assert required <= known | missing, action
        assert answer.text

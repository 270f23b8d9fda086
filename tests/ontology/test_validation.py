"""Things against the shapes by pySHACL, both ways: what conforms passes, and what does not is told."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from rdflib import SH, BNode, Graph

from ontology.loading import load
from ontology.rdf import WORDS, Description, Scalar
from ontology.shapes import files
from ontology.validation import BATCH, Validator, Violation

OURS = load()
VALIDATOR = Validator(OURS)
DIGEST = "0f" * 32
VALUES: list[tuple[str, str, list[Scalar], list[Scalar]]] = [
    ("Party", "email", ["a@example.org", "o'neil+x@mail.example"], ["a@", "a b@example.org", "a@example", "a@b.c."]),
    ("Party", "phone", ["+4930123456", "+12025550123"], ["030 123456", "+0301234", "+49 30"]),
    ("Party", "language", ["de", "en-GB", "zh-Hant-TW"], ["German", "de_DE", ""]),
    ("Organization", "domain", ["example.org", "a.b-c.example"], ["Example.org", "https://example.org", "example"]),
    ("Organization", "website", ["https://example.org/a?b=c"], ["example.org", "https://exa mple.org"]),
    ("Organization", "tax_number", ["DE123456789", "ATU12345678"], ["DE 123", "de123456789", ""]),
    ("Organization", "lei", ["529900T8BM49AURSDO55"], ["529900T8BM49AURSDO5", "529900t8bm49aursdo55"]),
    ("Organization", "headcount", [0, 12], [-1]),
    ("Person", "birth_date", ["1980-02-29"], ["1800-01-01"]),
    ("Customer", "credit_limit", [0, 100], [-1]),
    ("Customer", "payment_days", [0, 30], [-1, 366]),
    ("Supplier", "payment_days", [0, 30], [-1, 366]),
    ("Document", "media_type", ["application/pdf", "image/svg+xml"], ["pdf", "application/"]),
    ("Document", "language", ["de"], ["German!"]),
    ("Document", "content_digest", [DIGEST], [DIGEST.upper(), DIGEST[1:]]),
    ("Product", "gtin", ["96385074", "012345678905", "4006381333931"], ["400638133393X", "123456789", ""]),
    ("Product", "unit_price", [0], [-1]),
    ("Product", "units_in_stock", [0], [-1]),
    ("Product", "units_on_order", [0], [-1]),
    ("Price", "unit_price", [0], [-1]),
    ("Price", "least_quantity", [1], [-1]),
    ("Campaign", "budget", [0], [-1]),
    ("Opportunity", "probability", ["0", "0.5", "1"], ["-0.1", "1.01"]),
    ("QuoteLine", "quantity", [0, 1], [-1]),
    ("QuoteLine", "unit_price", [0, 1], [-1]),
    ("OrderLine", "quantity", [0, 1], [-1]),
    ("OrderLine", "unit_price", [0, 1], [-1]),
    ("PurchaseLine", "quantity", [0, 1], [-1]),
    ("PurchaseLine", "unit_price", [0, 1], [-1]),
    ("QuoteLine", "discount", ["0", "0.5", "1"], ["-0.1", "1.5"]),
    ("OrderLine", "discount", ["0", "0.5", "1"], ["-0.1", "1.5"]),
    ("Order", "freight", [0], [-1]),
    ("Contract", "notice_days", [0], [-1]),
    ("Contract", "payment_days", [14], [-1, 500]),
    ("Subscription", "notice_days", [0], [-1]),
    ("Subscription", "quantity", [1], [0]),
    ("Subscription", "billing_period", ["P1M", "P1Y", "P2W"], ["monthly", "P", "1M"]),
    ("Shipment", "freight", [0], [-1]),
    ("Return", "quantity", [1], [0]),
    ("StockLevel", "on_hand", [0], [-1]),
    ("StockLevel", "reserved", [0], [-1]),
    ("StockLevel", "reorder_level", [0], [-1]),
    ("CreditNote", "amount", [0], [-1]),
    ("Organization", "lei", ["5493001KJTIIGC8Y1R12"], ["5493001KJTIIGC8Y1R21"]),
    ("Product", "gtin", ["96385074"], ["4006381333932", "96385047"]),
    ("Account", "iban", ["GB82WEST12345698765432"], ["GB28WEST12345698765432"]),
    ("Account", "iban", ["DE89370400440532013000"], ["DE89 3704", "89370400440532013000"]),
    ("Account", "bic", ["DEUTDEFF", "DEUTDEFF500"], ["DEUTDE", "deutdeff"]),
    ("Case", "satisfaction", [1, 5], [0, 6]),
    ("ServiceLevel", "response_minutes", [0], [-1]),
    ("ServiceLevel", "resolution_minutes", [0], [-1]),
    ("ServiceLevel", "availability", ["0", "0.999", "1"], ["-1", "99.9"]),
]
ORDERS = {
    ("Employee", "hired_at", "left_at"),
    ("Price", "starts_at", "ends_at"),
    ("Campaign", "starts_at", "ends_at"),
    ("Quote", "issued_at", "expires_at"),
    ("Order", "ordered_at", "required_at"),
    ("Contract", "starts_at", "ends_at"),
    ("Subscription", "starts_at", "ends_at"),
    ("Shipment", "shipped_at", "delivered_at"),
    ("Return", "requested_at", "received_at"),
    ("PurchaseOrder", "ordered_at", "required_at"),
    ("PurchaseOrder", "ordered_at", "received_at"),
    ("Invoice", "issued_at", "due_at"),
    ("Case", "opened_at", "closed_at"),
    ("Case", "opened_at", "answered_at"),
    ("Incident", "opened_at", "closed_at"),
    ("Asset", "installed_at", "warranty_ends_at"),
}
MUST = {
    "Party": {"name"}, "Team": {"name"}, "Product": {"name"}, "Category": {"name"}, "Service": {"name"},
    "Price": {"price_of", "unit_price"}, "Campaign": {"name"}, "Opportunity": {"opportunity_with"},
    "Quote": {"quote_number", "quoted_to"}, "QuoteLine": {"has_quote_line", "offers"},
    "Order": {"ordered_at", "placed"}, "OrderLine": {"has_line", "of_product", "quantity"},
    "Contract": {"contract_number", "contract_with", "starts_at"}, "Subscription": {"subscribed_by", "starts_at"},
    "Shipment": {"has_shipment"}, "Return": {"return_of"}, "Warehouse": {"name"},
    "StockLevel": {"stock_of", "kept_at", "on_hand"}, "PurchaseOrder": {"purchase_number", "purchased_from"},
    "PurchaseLine": {"has_purchase_line", "buys"}, "Invoice": {"invoice_number", "issued_at", "amount"},
    "CreditNote": {"credit_note_number", "credits", "amount"}, "Payment": {"amount"},
    "Case": {"status", "opened_at"}, "Interaction": {"has_interaction", "sent_at"},
    "Incident": {"incident_number", "opened_at"}, "ServiceLevel": {"name"},
}  # fmt: skip


def told(*things: Description, beside: tuple[Description, ...] = ()) -> list[Violation]:
    return VALIDATOR.validate(things, beside)


def paths(violations: list[Violation], severity: str = "violation") -> set[str]:
    return {one.path for one in violations if one.severity == severity}


def of(cls: str, field: str, value: Scalar) -> Description:
    values: dict[str, tuple[Scalar, ...]] = {field: (value,)}
    if OURS.property(field).datatype == "money":
        values[f"{field}_currency"] = ("EUR",)
    return Description(f"{cls}.{field}={value}", frozenset({cls}), values)


def ordered(cls: str, first: str, second: str, late: bool) -> Description:
    tail = "T00:00:00.000000Z" if OURS.property(first).datatype == "datetime" else ""
    days = (f"2026-01-0{day}{tail}" for day in ((2, 1) if late else (1, 2)))
    name = f"{cls}.{first}{'>' if late else '<'}{second}"
    return Description(name, frozenset({cls}), {first: (next(days),), second: (next(days),)})


@cache
def all_told() -> dict[str, list[Violation]]:
    """What is told of every thing of the tables below, by its id: pySHACL takes long for each batch."""
    things = [of(cls, field, value) for cls, field, good, bad in VALUES for value in (*good, *bad)]
    things += [ordered(*one, late) for one in ORDERS for late in (False, True)]
    things += [Description(cls, frozenset({cls})) for cls in MUST]
    found: dict[str, list[Violation]] = {}
    for start in range(0, len(things), BATCH):
        for one in told(*things[start : start + BATCH]):
            found.setdefault(one.thing, []).append(one)
    return found


def written() -> list[tuple[str, str, Graph, BNode]]:
    """Every property shape of ours as (class, path, its graph, its node)."""
    found = []
    for path in files().values():
        graph = Graph().parse(path)
        for shape, target in graph.subject_objects(SH.targetClass):
            for inner in graph.objects(shape, SH.property):
                step = graph.value(inner, SH.path)
                step = graph.value(step, SH.inversePath) or step
                assert isinstance(inner, BNode)
                found.append((str(target)[len(WORDS) :], str(step)[len(WORDS) :], graph, inner))
    return found


@pytest.mark.parametrize(("cls", "field", "good", "bad"), VALUES, ids=[f"{one[0]}.{one[1]}" for one in VALUES])
def test_a_value_conforms_or_is_told(cls: str, field: str, good: list[Scalar], bad: list[Scalar]) -> None:
    for value in good:
        assert field not in paths(all_told().get(of(cls, field, value).id, [])), value
    for value in bad:
        violations = all_told()[of(cls, field, value).id]
        assert str(value) in {one.value for one in violations if one.path == field}, value


@pytest.mark.parametrize(("cls", "first", "second"), sorted(ORDERS))
def test_what_comes_before_comes_before(cls: str, first: str, second: str) -> None:
    assert first not in paths(all_told().get(ordered(cls, first, second, late=False).id, []))
    assert first in paths(all_told()[ordered(cls, first, second, late=True).id])


@pytest.mark.parametrize("cls", sorted(MUST))
def test_what_must_be_known_is_missed(cls: str) -> None:
    assert paths(all_told()[cls]) == set().union(*(MUST.get(name, set()) for name in OURS.ancestors(cls)))


def test_the_tables_above_hold_every_shape_of_ours() -> None:
    values, orders, must = set(), set(), set()
    for cls, path, graph, node in written():
        if (node, SH.pattern, None) in graph or (node, SH.minInclusive, None) in graph:
            values.add((cls, path))
        for other in graph.objects(node, SH.lessThanOrEquals):
            orders.add((cls, path, str(other)[len(WORDS) :]))
        if (node, SH.minCount, None) in graph and (node, SH.severity, SH.Warning) not in graph:
            must.add((cls, path))
    assert values == {(cls, field) for cls, field, _, _ in VALUES}
    assert orders == ORDERS
    assert must == {(cls, path) for cls, some in MUST.items() for path in some}


ACME = Description(
    "c",
    frozenset({"Customer", "Organization"}),
    {"name": ("Acme",), "credit_limit": (100,), "credit_limit_currency": ("EUR",), "email": ("a@acme.example",)},
    (("placed", "o"),),
)
ORDER = Description(
    "o", frozenset({"Order"}), {"order_number": ("1",), "ordered_at": ("2026-01-01",)}, (("has_line", "l"),)
)
LINE = Description("l", frozenset({"OrderLine"}), {"quantity": (1,)}, (("of_product", "p"),))
PRODUCT = Description("p", frozenset({"Product"}), {"name": ("Pen",)})


def test_a_whole_that_conforms_has_nothing_told_of_it() -> None:
    assert told(ACME, ORDER, LINE, PRODUCT) == []
    assert told() == []


def test_what_is_beside_is_looked_at_and_not_judged() -> None:
    bare = Description("l", frozenset({"OrderLine"}))
    assert told(ORDER, beside=(bare, Description("c", frozenset({"Customer"}), links=(("placed", "o"),)))) == []
    assert {one.thing for one in told(ORDER, bare)} == {"o", "l"}


@pytest.mark.parametrize(
    ("one", "violation"),
    [
        (
            Description("x", frozenset({"Team"}), {"name": ("A",), "gtin": ("96385074",)}),
            Violation("x", "gtin", False, None, "`gtin` is said of Product only", "violation"),
        ),
        (
            Description("x", frozenset({"Team"}), {"name": ("A", "B")}),
            Violation("x", "name", False, None, "has several values, and may have one", "violation"),
        ),
        (
            Description("x", frozenset({"Payment"}), {"amount": (1,), "amount_currency": ("EUX",)}),
            Violation("x", "amount_currency", False, "EUX", "is no currency of ISO 4217", "violation"),
        ),
        (
            Description("x", frozenset({"Payment"}), {"amount": (1,)}),
            Violation("x", "amount_currency", False, None, "`amount` is in no currency", "violation"),
        ),
        (
            Description("x", frozenset({"Invoice"}), {"due_at": ("2026-02-30",)}),
            Violation("x", "due_at", False, "2026-02-30", "is no date", "violation"),
        ),
        (
            Description("x", frozenset({"Order"}), links=(("has_line", "c"),)),
            Violation("x", "has_line", False, "c", "leads to OrderLine only", "violation"),
        ),
        (
            Description("x", frozenset({"Order"}), links=(("handled_by", "e"), ("handled_by", "f"))),
            Violation("x", "handled_by", False, None, "leads to several things, and may lead to one", "violation"),
        ),
        (
            Description("x", frozenset({"Product"}), {"name": ("Pen",)}, (("raised", "t"),)),
            Violation("x", "raised", False, None, "`raised` leads on from Party only", "violation"),
        ),
    ],
)
def test_what_follows_from_the_words_is_held_against(one: Description, violation: Violation) -> None:
    beside = (ACME, *(Description(id_, frozenset({"Employee"})) for id_ in "ef"), Description("t", frozenset({"Case"})))
    assert violation in told(one, beside=beside)


def test_a_line_of_two_orders_is_told_at_the_line() -> None:
    orders = tuple(Description(id_, frozenset({"Order"}), links=(("has_line", "l"),)) for id_ in "oq")
    message = "comes from several things, and may come from one"
    assert told(LINE, beside=(*orders, PRODUCT)) == [Violation("l", "has_line", True, None, message, "violation")]


def test_a_users_shape_is_held_against_as_ours_are(tmp_path: Path) -> None:
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes/mine.ttl").write_text(
        "@prefix : <urn:tl:ontology:> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<urn:example:Pen> a sh:NodeShape ; sh:targetClass :Product ; sh:property [ sh:path :sku ; sh:minCount 1 ;\n"
        '  sh:severity sh:Info ; sh:message "has no SKU" ] .\n'
    )
    found = Validator(OURS, [tmp_path]).validate([PRODUCT])
    assert found == [Violation("p", "sku", False, None, "has no SKU", "info")]

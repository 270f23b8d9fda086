"""The things that are present against the shapes: told with where, why, and by whose word; both engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.validating import Breach, Validation, validate
from graph.describing import describe, present
from graph.engines.base import Engine
from graph.model import Reader
from graph.store import Store
from ontology.errors import Invalid, NotFound
from ontology.rdf import Description
from tests.agents import world
from tests.agents.world import CASE, CONTACT, CUSTOMER, INVOICE, ORDER, built, write

READER = Reader("tester", "validate")


@pytest.fixture
def store(engine: Engine) -> Store:
    found = built(engine)
    write(found, world.case(opened_at="2026-03-09T08:00:00.000000Z"), world.invoice(issued_at="2026-02-21"))
    return found


def breaches(found: Validation) -> dict[tuple[str, str], Breach]:
    """The violations that are no warnings, by the kind of the thing and the path."""
    return {(one.label.split(" ")[0], one.path): one for one in found.breaches if one.severity == "violation"}


def test_a_world_that_conforms_has_only_warnings(store: Store) -> None:
    found = validate(store, READER)
    assert breaches(found) == {}
    assert (found.things, found.hubs, found.seq) == (5, 0, store.head()[0])
    assert [(one.path, one.message, one.count) for one in found.counts] == [
        ("billed_to", "is to be paid by nobody", 1),
        ("has_line", "asks for nothing", 1),
    ]


def test_what_does_not_conform_is_told_with_the_keys_that_say_it(store: Store) -> None:
    write(
        store,
        world.customer(email=("mail@alfreds.example", "alfreds"), credit_limit=5, credit_limit_currency="EUX"),
        world.contact(email=("alfreds",)),
        world.order(ordered_at="2026-02-30"),
        world.invoice(issued_at="2026-03-02", due_at="2026-03-01"),
        world.row(CASE, ("Case",), {"subject": "Broken jars", "opened_at": "2026-03-09T08:00:00Z"}),
    )
    found = breaches(validate(store, READER))
    assert found.keys() == {
        ("customer", "email"),
        ("customer", "credit_limit_currency"),
        ("order", "ordered_at"),
        ("invoice", "issued_at"),
        ("case", "status"),
    }
    email, currency = found["customer", "email"], found["customer", "credit_limit_currency"]
    assert (email.value, email.message) == ("alfreds", "is no e-mail address")
    assert email.keys == sorted([CONTACT.text, CUSTOMER.text])
    assert (currency.value, currency.keys) == ("EUX", [CUSTOMER.text])
    assert (found["order", "ordered_at"].value, found["order", "ordered_at"].message) == ("2026-02-30", "is no date")
    assert found["invoice", "issued_at"].keys == [INVOICE.text]
    assert (found["case", "status"].value, found["case", "status"].keys) == (None, [CASE.text])


def test_relations_are_held_against_the_words_and_told_by_the_records_that_refer(store: Store) -> None:
    wrong = world.row(world.PAYMENT, ("Payment",), {"amount": 1, "amount_currency": "EUR"}, {"settles": ORDER})
    write(store, wrong)
    found = breaches(validate(store, READER))
    assert found["order", "settled_by"].message == "`settled_by` leads on from Invoice only"
    assert found["order", "settled_by"].keys == [world.PAYMENT.text]


def test_the_present_is_judged_and_nothing_that_is_gone(store: Store) -> None:
    write(store, world.order(ordered_at="2026-02-30"))
    assert ("order", "ordered_at") in breaches(validate(store, READER))
    write(store, world.gone(ORDER, version="2026-03-09T00:00:00Z"))
    found = validate(store, READER)
    assert ("order", "ordered_at") not in breaches(found)
    assert found.things == 4


def test_one_source_may_be_looked_at_alone(store: Store) -> None:
    write(store, world.order(ordered_at="2026-02-30"), world.contact(email=("alfreds",)))
    assert breaches(validate(store, READER, source="crm")).keys() == {("customer", "email")}
    assert validate(store, READER, source="desk").things == 1
    with pytest.raises(NotFound, match="no source `dsk` in the graph: did you mean `desk`"):
        validate(store, READER, source="dsk")


def test_all_are_counted_where_few_are_told(store: Store) -> None:
    emails = tuple(f"no address {number}" for number in range(7))
    write(store, world.customer(email=emails))
    found = validate(store, READER, limit=3)
    assert (found.counts[0].path, found.counts[0].count) == ("email", 7)
    assert len(found.breaches) == 3


def test_a_users_shapes_are_held_against_too(store: Store, tmp_path: Path) -> None:
    (tmp_path / "shapes").mkdir()
    file = tmp_path / "shapes/mine.ttl"
    head = "@prefix : <urn:tl:ontology:> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    shape = 'sh:property [ sh:path :segment ; sh:in ( "wholesale" ) ; sh:message "is no segment of ours" ]'
    file.write_text(f"{head}<urn:example:Ours> a sh:NodeShape ; sh:targetClass :Customer ; {shape} .")
    found = breaches(validate(store, READER, [tmp_path]))
    assert (found["customer", "segment"].value, found["customer", "segment"].message) == (
        "retail",
        "is no segment of ours",
    )
    file.write_text(f"{head}<urn:example:Ours> a sh:NodeShape ; sh:targetClass :Custmer .")
    with pytest.raises(Invalid, match="the shapes have a mistake"):
        validate(store, READER, [tmp_path])


def test_things_are_described_with_what_is_around_them(store: Store) -> None:
    snapshot = store.read(READER)
    order, invoice = (snapshot.thing_of(key) for key in (ORDER, INVOICE))
    assert order is not None
    assert invoice is not None
    found = describe(snapshot, [order, "no such thing"])
    values = {"order_number": ("10248",), "ordered_at": ("2026-02-20",)}
    assert found.things == (Description(order, frozenset({"Order"}), values, (("has_invoice", invoice),)),)
    customer, case = (snapshot.thing_of(key) for key in (CUSTOMER, CASE))
    around = {one.id: (one.classes, one.links) for one in found.beside}
    assert around == {
        invoice: (frozenset({"Invoice"}), ()),
        customer: (frozenset({"Customer", "Organization", "Party"}), (("placed", order),)),
        case: (frozenset({"Case"}), (("concerns", order),)),
    }
    assert list(present(snapshot)) == sorted(present(snapshot))
    assert set(present(snapshot, "desk")) == {case}


def test_batches_and_hubs(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.validating.BATCH", 2)
    snapshot = store.read(READER)
    assert len(list(present(snapshot))) == 5
    order = snapshot.thing_of(ORDER)
    store.engine.write(lambda tx: tx.ask("MATCH (t:Thing {id: $id}) SET t.wide_since = 1", id=order))
    found = validate(store, READER)
    assert (found.things, found.hubs) == (5, 1)
    assert "has_line" not in {one.path for one in found.counts}

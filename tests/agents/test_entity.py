from __future__ import annotations

import pytest

from agents.entity import Entity, entity
from graph.engines.base import Engine
from graph.identifiers import Identifier
from graph.model import Key, Reader
from graph.store import Store
from ontology.errors import Conflict, NotFound
from tests.agents import world

READER = Reader("ann", "look")


@pytest.fixture
def store(engine: Engine) -> Store:
    return world.built(engine)


def look(store: Store, subject: str, as_of: int | None = None, at: str | None = None) -> Entity:
    return entity(store, subject, READER, as_of, at)


def test_a_thing_shows_its_records_under_the_names_that_systems_have_for_it(store: Store) -> None:
    found = look(store, "Alfreds Futterkiste")
    assert {(one.source, one.key, one.name) for one in found.members} == {
        ("erp", world.CUSTOMER.text, "Alfreds Futterkiste"),
        ("crm", world.CONTACT.text, "Alfreds Futterkiste GmbH"),
    }
    assert found.classes == ["Customer", "Organization"]
    assert all(one.learnt for one in found.members)
    assert found == look(store, str(world.CONTACT)) == look(store, found.id)


def test_what_holds_is_shown_with_who_says_so_and_what_contradicts_it(store: Store) -> None:
    facts = {one.property: one for one in look(store, str(world.CUSTOMER)).facts}
    name = facts["name"]
    (lost,) = name.conflicts
    assert {name.value, lost.value} == {"Alfreds Futterkiste", "Alfreds Futterkiste GmbH"}
    assert {name.source, lost.source} == {"crm", "erp"}
    assert facts["segment"].conflicts == []
    assert [Key.parse(key).source for key in (facts["segment"].key, *facts["segment"].also)] == ["crm", "erp"]
    assert facts["city"].also == []


def test_money_is_one_fact_with_its_currency(store: Store) -> None:
    facts = {one.property: one for one in look(store, str(world.INVOICE)).facts}
    assert (facts["amount"].value, facts["amount"].unit) == (12050, "EUR")
    assert "amount_currency" not in facts


def test_why_records_are_one_thing(store: Store) -> None:
    (judged,) = look(store, str(world.CUSTOMER)).judgements
    assert (judged.verdict, judged.by, judged.because, judged.shared) == ("same", "ann", "the same street", [])


def test_a_rule_names_the_value_that_is_shared(store: Store) -> None:
    one, other = Key("erp", "customers", ("B1",)), Key("crm", "accounts", ("B2",))
    identifier = Identifier("Organization", "tax_number", "DE123456789")
    said = {"tax_number": identifier.value}
    rows = [world.row(key, ("Customer", "Organization"), said, identifiers=(identifier,)) for key in (one, other)]
    world.write(store, *rows)
    (judged,) = look(store, str(one)).judgements
    assert judged.by == "rule:Organization.tax_number"
    assert judged.shared == ["DE123456789"]


def test_relations_are_counted_under_the_name_that_reads_from_here(store: Store) -> None:
    relations = {one.relation: one.count for one in look(store, str(world.CUSTOMER)).relations}
    assert relations == {"placed": 1, "raised": 1}
    relations = {one.relation: one.count for one in look(store, str(world.ORDER)).relations}
    assert relations == {"placed_by": 1, "has_invoice": 1, "concerned_by": 1}


def test_a_thing_as_it_was(store: Store) -> None:
    before = store.head()[0]
    world.write(store, world.customer(city="Paris"), world.gone(world.ORDER))
    now, then = look(store, str(world.CUSTOMER)), look(store, str(world.CUSTOMER), before)
    cities = [{one.property: one.value for one in found.facts}["city"] for found in (then, now)]
    assert cities == ["Berlin", "Paris"]
    assert [[one.relation for one in found.relations] for found in (then, now)] == [["placed", "raised"], ["raised"]]


def test_relations_hold_only_while_a_valid_record_says_so(store: Store) -> None:
    order = world.row(
        Key("erp", "orders", (99,)), ("Order",), {"order_number": "99"}, {"placed_by": world.CUSTOMER},
        valid_to="2026-02-01T00:00:00.000000Z",
    )  # fmt: skip
    world.write(store, order)

    def placed(at: str | None) -> int:
        return {one.relation: one.count for one in look(store, str(world.CUSTOMER), at=at).relations}["placed"]

    assert (placed(None), placed("2026-01-15"), placed("2026-03-15")) == (2, 2, 1)


def test_what_is_not_known_or_means_several_things_is_told(store: Store) -> None:
    with pytest.raises(NotFound, match="nothing is known by `Nobody`"):
        look(store, "Nobody")
    with pytest.raises(NotFound, match="was not there as of sequence 0"):
        look(store, str(world.CUSTOMER), as_of=0)
    world.write(store, world.row(Key("erp", "customers", ("X",)), ("Customer",), {"name": "Alfreds Futterkiste"}))
    with pytest.raises(Conflict, match="is the name of 2 things"):
        look(store, "Alfreds Futterkiste")


def test_a_record_is_found_by_its_key_as_people_write_it(store: Store) -> None:
    snapshot = store.read(READER)
    assert snapshot.key("desk/tickets/17") == world.CASE
    assert snapshot.key(world.CUSTOMER.text) == world.CUSTOMER
    with pytest.raises(NotFound, match="no record `desk/tickets/18`"):
        snapshot.key("desk/tickets/18")

from __future__ import annotations

import pytest

from agents.looking.lookups import Lookups
from graph.model import Key
from graph.store import Store
from ontology.errors import Conflict, NotFound
from tests.agents import world
from tests.agents.looking.pages import READER, all_of, asked


def happened(lookups: Lookups, subject: Key, **more: object) -> list[tuple[str, str | None]]:
    found = all_of(lambda one: lookups.timeline(one, str(subject)), asked(**more))
    assert [one.seq for one in found] == sorted(one.seq for one in found)
    return [(one.kind, one.relation or one.key or (one.judgement and one.judgement.verdict)) for one in found]


def test_a_timeline_tells_all_that_happened_in_order(lookups: Lookups, store: Store) -> None:
    case = world.CASE.text
    assert happened(lookups, world.CASE) == [
        ("joined", case),
        ("related", "concerns"),
        ("related", "raised_by"),
        ("related", "raised_by"),
        ("unrelated", "raised_by"),
    ]
    world.write(store, world.case(status="closed"))
    world.write(store, world.gone(world.CASE))
    world.write(store, world.case(status="open"))
    told = happened(lookups, world.CASE)
    assert [one for one in told if one[1] == case] == [
        ("joined", case), ("changed", case), ("gone", case), ("returned", case),
    ]  # fmt: skip
    assert told.count(("unrelated", "concerns")) == 1
    assert told.count(("related", "concerns")) == 2


def test_a_change_tells_what_is_said_otherwise(lookups: Lookups, store: Store) -> None:
    world.write(store, world.invoice(amount=99, status="open"))
    changed = lookups.timeline(asked(), str(world.INVOICE)).items[-1]
    assert changed.kind == "changed"
    assert {one.property: (one.before, one.before_unit, one.after, one.after_unit) for one in changed.changes} == {
        "amount": (12050, "EUR", 99, "EUR"), "status": ("paid", None, "open", None),
    }  # fmt: skip
    assert (changed.by, changed.at) == ("tests", store.head()[1])
    assert changed.record is not None
    assert lookups.record(changed.record, READER).fields["amount"] == 99


def test_records_join_and_leave_by_judgement(lookups: Lookups, store: Store) -> None:
    (judgement,) = [
        one.judgement for one in lookups.timeline(asked(), str(world.CUSTOMER)).items if one.kind == "judged"
    ]
    assert judgement is not None
    with store.writer("tests") as writer:
        writer.withdraw(judgement.id, "ann")
    told = happened(lookups, world.CONTACT)
    assert ("withdrawn", "same") in told
    assert ("left", world.CUSTOMER.text) in told
    assert ("joined", world.CUSTOMER.text) in happened(lookups, world.CUSTOMER)


def test_a_timeline_ends_where_it_is_asked_to_and_comes_in_pages(lookups: Lookups, store: Store) -> None:
    before = store.head()[0]
    then = happened(lookups, world.CASE)
    world.write(store, world.case(status="closed"))
    assert happened(lookups, world.CASE, as_of=before) == then
    whole = happened(lookups, world.CASE)
    for size in (1, 2, 5):
        assert happened(lookups, world.CASE, limit=size) == whole


def test_a_difference_tells_facts_records_classes_and_relations(lookups: Lookups, store: Store) -> None:
    before = store.head()[0]
    new = world.row(Key("erp", "orders", (1,)), ("Order",), {"order_number": "1"}, {"placed_by": world.CUSTOMER})
    vendor = world.row(world.CONTACT, ("Supplier", "Organization"), {"name": "Alfreds Futterkiste GmbH"})
    world.write(store, world.customer(city="Hamburg"), world.gone(world.CASE), new, vendor)
    found = lookups.difference(str(world.CUSTOMER), READER, before)
    facts = {one.property: (one.before and one.before.value, one.after and one.after.value) for one in found.facts}
    assert facts == {"city": ("Berlin", "Hamburg")}
    assert (found.classes_gained, found.classes_lost) == (["Supplier"], [])
    assert [(one.relation, one.other.key) for one in found.related] == [("placed", new.key.text)]
    assert [(one.relation, one.other.key) for one in found.unrelated] == [("raised", world.CASE.text)]
    assert (found.joined, found.left, found.gaps) == ([], [], [])
    assert (found.since, found.until) == (before, store.head()[0])


def test_nothing_differs_from_itself(lookups: Lookups, store: Store) -> None:
    head = store.head()[0]
    found = lookups.difference(str(world.CUSTOMER), READER, head, head)
    assert found.before == found.after
    assert not [*found.facts, *found.related, *found.unrelated, *found.joined, *found.left, *found.classes_gained]


def test_what_came_or_went_in_between_is_compared_with_nothing(lookups: Lookups, store: Store) -> None:
    head = store.head()[0]
    world.write(store, world.gone(world.CASE))
    found = lookups.difference(str(world.CASE), READER, 0, head)
    assert found.before is None
    assert found.joined == [world.CASE.text]
    assert {one.before for one in found.facts} == {None}
    gone = lookups.difference(str(world.CASE), READER, head)
    assert gone.after is None
    assert {one.after for one in gone.facts} == {None}
    assert len(gone.unrelated) == 2
    with pytest.raises(NotFound, match="nothing is known by"):
        lookups.difference("desk/tickets/99", READER, 0)


def test_a_name_that_changed_means_the_same_thing_at_both(lookups: Lookups, store: Store) -> None:
    before = store.head()[0]
    world.write(store, world.customer(name="Feinkost"))
    for name in ("Feinkost", "Alfreds Futterkiste"):
        found = lookups.difference(name, READER, before)
        assert [one.property for one in found.facts] == ["name"]
        assert found.before is not None
        assert found.after is not None
        assert found.before.id == found.after.id


def test_a_name_that_went_to_another_thing_is_refused(lookups: Lookups, store: Store) -> None:
    first, second = Key("erp", "customers", ("K1",)), Key("erp", "customers", ("K2",))
    world.write(store, world.row(first, ("Customer",), {"name": "Kestrel"}))
    before = store.head()[0]
    world.write(store, world.row(first, ("Customer",), {"name": "Merlin"}))
    world.write(store, world.row(second, ("Customer",), {"name": "Kestrel"}))
    with pytest.raises(Conflict, match="another thing's name"):
        lookups.difference("Kestrel", READER, before)
    assert [one.property for one in lookups.difference(str(first), READER, before).facts] == ["name"]


def test_validity_is_compared_by_the_clock_that_is_asked_for(lookups: Lookups, store: Store) -> None:
    before = store.head()[0]
    key = Key("erp", "orders", (1,))
    world.write(
        store,
        world.row(
            key, ("Order",), {"order_number": "1"}, {"placed_by": world.CUSTOMER},
            valid_to="2026-02-01T00:00:00.000000Z",
        ),
    )  # fmt: skip
    assert len(lookups.difference(str(world.CUSTOMER), READER, before, at="2026-01-15").related) == 1
    assert lookups.difference(str(world.CUSTOMER), READER, before, at="2026-03-15").related == []

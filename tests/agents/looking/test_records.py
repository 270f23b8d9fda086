from __future__ import annotations

import pytest

from agents.looking.lookups import Lookups
from graph.store import Store
from ontology.errors import NotFound
from tests.agents import world
from tests.agents.looking.pages import READER, all_of, asked


def test_the_version_that_holds_is_shown_whole(lookups: Lookups, store: Store) -> None:
    found = lookups.record(str(world.ORDER), READER)
    assert (found.source, found.stream, found.key) == ("erp", "orders", world.ORDER.text)
    assert found.fields == {"order_number": "10248", "ordered_at": "2026-02-20"}
    assert [(one.field, one.relation, one.key) for one in found.references] == [
        ("placed_by", "placed", world.CUSTOMER.text)
    ]
    assert found.payload["order_number"] == "10248"
    assert (found.until, found.gone, found.erased) == (None, False, False)
    assert found.thing == store.read(READER).resolve(str(world.ORDER))
    for name in (found.id, found.urn, f"{found.urn}#order_number", world.ORDER.text):
        assert lookups.record(name, READER) == found


def test_versions_are_told_with_what_they_say_otherwise(lookups: Lookups, store: Store) -> None:
    world.write(store, world.payment(status="booked", version="2026-03-04T00:00:00Z"))
    world.write(store, world.payment(status="late", version="2026-03-01T00:00:00Z"))
    world.write(store, world.gone(world.PAYMENT))
    found = lookups.versions(asked(), str(world.PAYMENT)).items
    assert [(one.fields.get("status"), one.gone) for one in found] == [
        ("received", False), ("booked", False), ("late", False), (None, True),
    ]  # fmt: skip
    assert [one.since == one.until for one in found] == [False, False, True, False]
    assert [(one.property, one.before, one.after) for one in found[1].changes] == [("status", "received", "booked")]
    assert found[0].changes == []
    assert all_of(lambda one: lookups.versions(one, str(world.PAYMENT)), asked(limit=3))[:3] == found[:3]
    ids = [one.id for one in all_of(lambda one: lookups.versions(one, found[0].urn), asked(limit=1))]
    assert ids == [one.id for one in found]


def test_a_record_is_what_it_was_then(lookups: Lookups, store: Store) -> None:
    before = store.head()[0]
    world.write(store, world.case(status="closed"))
    assert lookups.record(str(world.CASE), READER, before).fields["status"] == "open"
    assert lookups.record(str(world.CASE), READER).fields["status"] == "closed"
    assert len(lookups.versions(asked(as_of=before), str(world.CASE)).items) == 1
    world.write(store, world.gone(world.CASE))
    assert lookups.record(str(world.CASE), READER).gone


def test_nothing_is_left_of_an_erased_record_but_that_it_was(lookups: Lookups, store: Store) -> None:
    id_ = lookups.record(str(world.CASE), READER).id
    with store.writer("tests") as writer:
        writer.erase(world.CASE, "ann")
    found = lookups.record(id_, READER)
    assert (found.erased, found.fields, found.payload) == (True, {}, None)


@pytest.mark.parametrize("subject", ["desk/tickets/99", "urn:tl:record:" + "0" * 32, "0" * 32, "nobody"])
def test_a_record_that_is_not_known_is_told(lookups: Lookups, subject: str) -> None:
    with pytest.raises(NotFound, match="no record"):
        lookups.record(subject, READER)
    with pytest.raises(NotFound, match="no record"):
        lookups.versions(asked(), subject)
    with pytest.raises(NotFound, match="no record"):
        lookups.record(str(world.CASE), READER, 0)

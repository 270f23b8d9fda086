from __future__ import annotations

from typing import Any

import pytest

from agents.looking import neighbours as looking
from agents.looking.lookups import Lookups
from graph import relations
from graph.model import Key, Observation
from graph.store import Store
from ontology.errors import Invalid, NotFound
from tests.agents import world
from tests.agents.looking.pages import READER, all_of, asked


def order(place: int, **more: Any) -> Observation:
    key = Key("erp", "orders", (place,))
    said = {"order_number": str(place)}
    return world.row(key, ("Order",), said, {"placed_by": world.CUSTOMER}, **more)


def around(
    lookups: Lookups, subject: Key, relation: str | None = None, cls: str | None = None, **more: object
) -> list[tuple[str, str]]:
    found = all_of(lambda one: lookups.neighbours(one, str(subject), relation, cls), asked(**more))
    return [(one.relation, one.thing.key) for one in found]


def test_neighbours_are_told_by_the_names_that_read_from_here(lookups: Lookups) -> None:
    assert around(lookups, world.ORDER) == [
        ("concerned_by", world.CASE.text), ("has_invoice", world.INVOICE.text), ("placed_by", world.CONTACT.text),
    ]  # fmt: skip
    (case,) = lookups.neighbours(asked(), str(world.ORDER), "concerned_by").items
    assert case.keys == [world.CASE.text]
    assert around(lookups, world.ORDER, cls="Party") == [("placed_by", world.CONTACT.text)]
    assert around(lookups, world.ORDER, "concerned_by", "Party") == []


def test_neighbours_come_page_by_page(lookups: Lookups, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write(store, *(order(place) for place in range(7)))
    whole = around(lookups, world.CUSTOMER)
    assert len(set(whole)) == len(whole) == 9
    monkeypatch.setattr(looking, "BATCH", 1)
    for size in (1, 2, 4, 9):
        assert around(lookups, world.CUSTOMER, limit=size) == whole
    assert around(lookups, world.CUSTOMER, "placed", limit=3) == [one for one in whole if one[0] == "placed"]


def test_neighbours_are_those_of_then(lookups: Lookups, store: Store) -> None:
    before = store.head()[0]
    world.write(store, world.gone(world.CASE), order(1))
    assert around(lookups, world.CUSTOMER, "raised") == []
    assert around(lookups, world.CUSTOMER, "raised", as_of=before) == [("raised", world.CASE.text)]
    assert len(around(lookups, world.CUSTOMER, "placed", as_of=before)) == 1


def test_neighbours_hold_while_a_valid_record_says_so(lookups: Lookups, store: Store) -> None:
    world.write(store, order(1, valid_to="2026-02-01T00:00:00.000000Z"))
    assert len(around(lookups, world.CUSTOMER, "placed", at="2026-01-15")) == 2
    assert len(around(lookups, world.CUSTOMER, "placed", at="2026-03-15")) == 1


def test_a_hub_is_not_expanded_and_says_so(lookups: Lookups, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = store.head()[0]
    monkeypatch.setattr(relations, "WIDE", 6)
    world.write(store, *(order(place) for place in range(9)))
    page = lookups.neighbours(asked(), str(world.CUSTOMER))
    assert (page.items, len(page.gaps), page.next) == ([], 1, None)
    assert "is a hub" in page.gaps[0]
    assert len(around(lookups, world.CUSTOMER, as_of=before)) == 2
    found = lookups.paths(str(world.CASE), "erp/orders/1", READER)
    assert found.length is None
    assert found.gaps[0].startswith("no path was sought through 1 hub: customer and organization")
    assert lookups.paths(str(world.CUSTOMER), "erp/orders/1", READER).length == 1
    assert lookups.timeline(asked(), str(world.CUSTOMER)).gaps[0].endswith("its relations are not told")
    assert lookups.difference(str(world.CUSTOMER), READER, before).gaps == ["a hub's relations are not compared"]


def test_a_relation_or_class_that_nobody_knows_is_refused(lookups: Lookups) -> None:
    with pytest.raises(NotFound, match=r"did you mean `placed`"):
        lookups.neighbours(asked(), str(world.CUSTOMER), "placd")
    with pytest.raises(NotFound, match="no class `Ordr`"):
        lookups.neighbours(asked(), str(world.CUSTOMER), None, "Ordr")


def ways(lookups: Lookups, start: Key, end: Key, **more: object) -> list[list[tuple[str, str]]]:
    found = lookups.paths(str(start), str(end), READER, **more)  # type: ignore[arg-type]
    assert all(len(path.steps) == found.length for path in found.paths)
    return [[(step.relation, step.thing.key) for step in path.steps] for path in found.paths]


def test_the_shortest_paths_are_told_as_they_are_read(lookups: Lookups) -> None:
    assert ways(lookups, world.CASE, world.PAYMENT) == [
        [("concerns", world.ORDER.text), ("has_invoice", world.INVOICE.text), ("settled_by", world.PAYMENT.text)]
    ]
    assert ways(lookups, world.PAYMENT, world.CASE) == [
        [("settles", world.INVOICE.text), ("invoice_of", world.ORDER.text), ("concerned_by", world.CASE.text)]
    ]
    assert ways(lookups, world.CUSTOMER, world.CONTACT) == [[]]


def test_paths_are_bounded_in_length_and_number(lookups: Lookups, store: Store) -> None:
    assert ways(lookups, world.CASE, world.PAYMENT, within=2) == []
    found = lookups.paths(str(world.CASE), str(world.PAYMENT), READER, within=2)
    assert (found.length, found.gaps, found.more) == (None, [], False)
    invoices = [Key("erp", "invoices", (f"I-{place}",)) for place in range(2, 6)]
    for key in invoices:
        said = {"invoice_number": key.parts[0]}
        world.write(store, world.row(key, ("Invoice",), said, {"invoice_of": world.ORDER}))
    target = Key("erp", "payments", ("P-9",))
    world.write(
        store,
        world.row(target, ("Payment",), {"status": "received"}),
        *(
            world.row(
                key, ("Invoice",), {"invoice_number": key.parts[0]}, {"invoice_of": world.ORDER, "settled_by": target}
            )
            for key in invoices
        ),
    )
    whole = ways(lookups, world.CASE, target)
    assert len(whole) == 4
    assert [way[1][1] for way in whole] != []
    some = lookups.paths(str(world.CASE), str(target), READER, limit=2)
    assert (len(some.paths), some.more) == (2, True)
    assert ways(lookups, world.CASE, target, limit=2) == whole[:2]
    turned = ways(lookups, target, world.CASE)
    assert {way[0][1] for way in turned} == {way[1][1] for way in whole}


@pytest.mark.parametrize("more", [{"within": 0}, {"within": 9}, {"limit": 0}, {"limit": 51}])
def test_bounds_of_paths_are_kept(lookups: Lookups, more: dict[str, int]) -> None:
    with pytest.raises(Invalid, match="give 1 to"):
        ways(lookups, world.CASE, world.PAYMENT, **more)


def test_paths_are_those_of_then_and_of_what_was_valid(lookups: Lookups, store: Store) -> None:
    before = store.head()[0]
    world.write(store, world.gone(world.ORDER))
    assert ways(lookups, world.CASE, world.PAYMENT) == []
    assert len(ways(lookups, world.CASE, world.PAYMENT, as_of=before)) == 1
    world.write(store, order(1, valid_to="2026-02-01T00:00:00.000000Z"))
    key = Key("erp", "orders", (1,))
    assert len(ways(lookups, key, world.CASE, at="2026-01-15")) == 1
    assert len(ways(lookups, key, world.CASE)) == 1
    with pytest.raises(NotFound):
        ways(lookups, key, world.CASE, at="2026-03-15")


def test_too_much_around_an_end_is_told(lookups: Lookups, monkeypatch: pytest.MonkeyPatch) -> None:
    from agents.looking import meeting, paths

    for module in (meeting, paths):
        monkeypatch.setattr(module, "REACH", 1)
    found = lookups.paths(str(world.CASE), str(world.PAYMENT), READER)
    assert found.length is None
    assert found.gaps == ["more than 1 things lie around one end: not all were looked at"]

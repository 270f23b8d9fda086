from __future__ import annotations

import pytest

from agents.looking.lookups import Lookups
from graph import listing
from graph.model import Key
from graph.store import Store
from ontology.errors import NotFound
from tests.agents import world
from tests.agents.looking.pages import all_of, asked


def names(lookups: Lookups, cls: str | None, **more: object) -> set[str]:
    return {one.key for one in all_of(lambda one: lookups.entities(one, cls), asked(**more))}


def test_the_things_of_a_class_and_of_its_kinds_are_listed_once(lookups: Lookups) -> None:
    (customer,) = lookups.entities(asked(), "Customer").items
    assert (customer.name, customer.classes) == ("Alfreds Futterkiste", ["Customer", "Organization"])
    assert lookups.entities(asked(), "Party").items == [customer]
    everything = lookups.entities(asked())
    assert len(everything.items) == 5
    assert everything.next is None
    assert [one.id for one in everything.items] == sorted(one.id for one in everything.items)
    assert lookups.entities(asked(), "Team").items == []


def test_pages_hold_what_one_list_holds(lookups: Lookups) -> None:
    whole = lookups.entities(asked()).items
    for size in (1, 2, 3, 5, 6):
        assert all_of(lookups.entities, asked(limit=size)) == whole


def test_what_was_of_a_class_then_is_listed_as_of_then(lookups: Lookups, store: Store) -> None:
    before = store.head()[0]
    key = Key("erp", "customers", ("NEW",))
    world.write(store, world.row(key, ("Customer",), {"name": "Newcomer"}), world.gone(world.CASE))
    assert key.text in names(lookups, "Customer")
    assert key.text not in names(lookups, "Customer", as_of=before)
    assert names(lookups, "Case") == set()
    assert names(lookups, "Case", as_of=before) == {world.CASE.text}
    assert names(lookups, "Case", as_of=0) == set()


@pytest.mark.parametrize("far", [0, 500])
@pytest.mark.parametrize("rare", [0, 20_000])
def test_the_same_is_listed_however_candidates_are_found(
    lookups: Lookups, store: Store, monkeypatch: pytest.MonkeyPatch, far: int, rare: int
) -> None:
    """By label or by range, by what was touched since or by looking at everything."""
    before = store.head()[0]
    for place in range(12):
        world.write(store, world.row(Key("erp", "customers", (place,)), ("Customer",), {"name": f"C {place}"}))
    world.write(store, world.gone(Key("erp", "customers", (3,))), world.gone(world.CASE))
    now = names(lookups, "Customer"), names(lookups, None), names(lookups, "Case", as_of=before)
    then = names(lookups, None, as_of=before)
    assert [len(one) for one in (*now, then)] == [12, 15, 1, 5]
    monkeypatch.setattr(listing, "FAR", far)
    monkeypatch.setattr(listing, "RARE", rare)
    monkeypatch.setattr(listing, "BATCH", 1)
    assert now == (names(lookups, "Customer"), names(lookups, None), names(lookups, "Case", as_of=before))
    assert then == names(lookups, None, as_of=before)


def test_a_page_is_short_rather_than_late(lookups: Lookups, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "RARE", 0)
    monkeypatch.setattr(listing, "BATCH", 1)
    monkeypatch.setattr(listing, "ROUNDS", 1)
    page = lookups.entities(asked())
    assert len(page.items) < 5
    assert page.next is not None
    assert len(all_of(lookups.entities, asked())) == 5


def test_validity_is_told_by_the_clock_that_is_asked_for(lookups: Lookups, store: Store) -> None:
    key = Key("erp", "customers", ("OLD",))
    world.write(store, world.row(key, ("Customer",), {"name": "Old"}, valid_to="2026-01-01T00:00:00.000000Z"))
    assert key.text in names(lookups, "Customer", at="2025-12-01")
    assert key.text not in names(lookups, "Customer", at="2026-02-01")


def test_a_class_that_nobody_knows_is_refused(lookups: Lookups) -> None:
    with pytest.raises(NotFound, match="no class `Custmer`") as error:
        lookups.entities(asked(), "Custmer")
    assert "did you mean `Customer`?" in str(error.value)

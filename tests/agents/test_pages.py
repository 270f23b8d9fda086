"""Cursors: sealed, of one list, and of the sequence of its first page; lists that stay while the graph moves."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents import sealing
from agents.looking.decisions import Sought
from agents.looking.lookups import Lookups
from agents.pages import Asked
from graph.engines.base import Engine
from graph.model import Key, Observation
from graph.store import Store
from ontology.errors import Invalid
from tests.agents import world
from tests.agents.looking.pages import Read, all_of, asked
from tests.graphs import blank


@pytest.fixture
def store(engine: Engine) -> Store:
    return world.built(engine)


@pytest.fixture
def lookups(store: Store) -> Lookups:
    return Lookups(store, world.SECRET)


def cursor(lookups: Lookups) -> str:
    found = lookups.entities(asked(limit=1)).next
    assert found is not None
    return found


def test_every_change_of_a_cursor_is_noticed(lookups: Lookups) -> None:
    good = cursor(lookups)
    for place in range(0, len(good), 7):
        sign = "A" if good[place] != "A" else "B"
        with pytest.raises(Invalid, match="not a cursor of this graph, or an altered one"):
            lookups.entities(asked(limit=1, cursor=good[:place] + sign + good[place + 1 :]))


@pytest.mark.parametrize("text", ["", ".", "x", "é", "\ud800", "e30.e30", "a" * 10_000, "W10.x"])
def test_what_is_no_cursor_is_refused(lookups: Lookups, text: str) -> None:
    with pytest.raises(Invalid, match="not a cursor of this graph, or an altered one"):
        lookups.entities(asked(cursor=text))


def test_a_cursor_of_another_list_graph_or_purpose_is_refused(lookups: Lookups, store: Store) -> None:
    good = cursor(lookups)
    assert lookups.entities(asked(limit=3, cursor=good)).items
    for read, ask in (
        (lookups.entities, asked(cursor=good, as_of=1)),
        (lookups.entities, asked(cursor=good, at="2026-01-01")),
        (lambda one: lookups.entities(one, "Customer"), asked(cursor=good)),
        (lambda one: lookups.search(one, "alfreds"), asked(cursor=good)),
        (lambda one: lookups.timeline(one, str(world.CASE)), asked(cursor=good)),
    ):
        with pytest.raises(Invalid, match="belongs to another list"):
            read(ask)
    with pytest.raises(Invalid, match="not a cursor of this graph"):
        Lookups(store, b"the key of another graph").entities(asked(cursor=good))
    with pytest.raises(Invalid, match="not a cursor of this graph"):
        lookups.entities(asked(cursor=world.ask(store).id))
    with pytest.raises(Invalid, match="not a cursor of this graph"):
        lookups.entities(asked(cursor=sealing.seal({"list": "x"}, world.SECRET)))


@pytest.mark.parametrize("limit", [0, -1, 501])
def test_the_size_of_a_page_is_bounded(lookups: Lookups, limit: int) -> None:
    with pytest.raises(Invalid, match="give 1 to 500"):
        lookups.entities(asked(limit=limit))


CUSTOMERS = [Key("erp", "customers", (f"C{place}",)) for place in range(6)]
ORDERS = [Key("erp", "orders", (place,)) for place in range(6)]


def move(store: Store, chance: random.Random) -> None:
    """One change of a world: customers with new names or none, orders that come, go and change hands, judgements."""
    key = chance.choice(CUSTOMERS)
    order = chance.choice(ORDERS)
    one: Observation
    match chance.randrange(6):
        case 0:
            one = world.gone(key)
        case 1:
            one = world.gone(order)
        case 2 | 3:
            cls = chance.choice([("Customer", "Organization"), ("Supplier", "Organization")])
            one = world.row(key, cls, {"name": f"Anna {chance.randrange(4)}"})
        case _:
            said = {"order_number": str(chance.randrange(99))}
            one = world.row(order, ("Order",), said, {"placed_by": chance.choice(CUSTOMERS)})
    world.write(store, one)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), size=st.integers(1, 3))
def test_lists_stay_as_they_are_while_the_graph_moves(lookups: Lookups, store: Store, seed: int, size: int) -> None:
    blank(store.engine)
    world.built(store.engine)
    chance = random.Random(seed)
    for _ in range(8):
        move(store, chance)
    hub = str(CUSTOMERS[0])
    lists: list[Read] = [
        lookups.entities,
        lambda one: lookups.entities(one, "Customer"),
        lambda one: lookups.search(one, "anna"),
        lambda one: lookups.neighbours(one, hub),
        lambda one: lookups.timeline(one, hub),
        lambda one: lookups.versions(one, hub),
        lambda one: lookups.decisions(one, Sought()),
    ]
    for read in lists:
        world.write(
            store, *(world.row(key, ("Customer",), {"name": f"Anna {store.head()[0]}"}) for key in CUSTOMERS[:2])
        )
        whole = read(Asked(asked().reader, limit=500))
        pinned = replace(asked(limit=size), as_of=None)
        moving = all_of(read, pinned, lambda: move(store, chance))
        assert moving == whole.items
        again = all_of(read, asked(limit=size, as_of=whole.seq), lambda: move(store, chance))
        assert again == whole.items

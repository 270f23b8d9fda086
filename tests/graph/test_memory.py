"""What a writer remembers: it is what the graph holds, and it is void as soon as somebody else has written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import memory
from graph.change import held_of
from graph.engines.base import Engine
from graph.memory import Bloom
from graph.model import OPEN, Observation
from graph.questions import cypher
from graph.store import Store
from ontology.digest import identify
from tests.graph.test_laws import CUSTOMERS, LAWS, ORDERS, batches, fresh, observations
from tests.graph.worlds import WORDS, customer, order, present


def questions(monkeypatch: pytest.MonkeyPatch, name: str) -> list[Any]:
    """Notes every use of a question from here on."""
    asked: list[Any] = []
    real = cypher

    def noted(one: str, **slots: str) -> str:
        asked.extend([one] if one == name else [])
        return real(one, **slots)

    for module in ("graph.change", "graph.versions", "graph.relations", "graph.memory"):
        monkeypatch.setattr(f"{module}.cypher", noted)
    return asked


@LAWS
@given(rows=st.lists(observations, max_size=25), size=st.integers(1, 8))
def test_what_is_remembered_is_what_is_held(engine: Engine, rows: list[Observation], size: int) -> None:
    store = fresh(engine)
    with store.writer("tests") as writer:
        for batch in batches(rows, size):
            writer.write(batch)
            keys = sorted({one.key.text for one in rows})
            found = engine.ask(cypher("held"), keys=keys, open=OPEN)[0]["found"]
            stored = {one.key: one for one in map(held_of, found)}
            for key in keys:
                assert (one := writer.memory.held(key)) is None or one == stored[key]
    assert store.verify() == []


@LAWS
@given(rows=st.lists(observations, max_size=25), size=st.integers(1, 8))
def test_who_remembers_writes_what_who_forgets_writes(engine: Engine, rows: list[Observation], size: int) -> None:
    remembering = fresh(engine)
    for batch in batches(rows, size):
        with remembering.writer("tests") as writer:
            writer.write(batch)
    remembered = present(remembering)
    fresh(engine)
    for batch in batches(rows, size):
        with Store(engine, WORDS).writer("tests") as writer:
            writer.write(batch)
    assert present(Store(engine, WORDS)) == remembered


def test_another_writer_voids_the_memory(engine: Engine) -> None:
    mine, yours = fresh(engine), Store(engine, WORDS)
    buyer = CUSTOMERS[0]
    with mine.writer("mine") as writer:
        writer.write([customer(buyer, "Alfred")])
    with yours.writer("yours") as other:
        other.write([customer(buyer, "Berta"), order(ORDERS[0], CUSTOMERS[1])])
    with mine.writer("mine") as writer:
        assert writer.memory.held(buyer.text) is not None
        written = writer.write(
            [customer(buyer, "Berta"), customer(CUSTOMERS[1], "Carla"), order(ORDERS[0], CUSTOMERS[1])]
        )
    assert (written.new, written.same) == (1, 2)
    assert mine.verify() == []


def test_what_is_remembered_is_not_asked(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    store = fresh(engine)
    with store.writer("tests") as writer:
        writer.write([customer(one, f"Name {one}") for one in CUSTOMERS])
        asked = questions(monkeypatch, "held")
        writer.write([order(key, CUSTOMERS[0]) for key in ORDERS])
    assert not asked


def test_keys_of_a_stream_that_was_empty_are_new_without_being_asked_for(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = fresh(engine)
    asked = questions(monkeypatch, "known")
    with store.writer("tests") as writer:
        writer.write([order(key, None) for key in ORDERS])
        assert not asked
        assert writer.write([order(key, None) for key in ORDERS]).same == len(ORDERS)
    assert asked


def test_the_memory_is_bounded(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "HELD", 3)
    monkeypatch.setattr(memory, "AWAITED", 1)
    store = fresh(engine)
    with store.writer("tests") as writer:
        writer.write([order(key, buyer) for key, buyer in zip(ORDERS, CUSTOMERS, strict=False)])
        assert sum(writer.memory.held(key.text) is not None for key in ORDERS) == 3
        writer.write([customer(one, f"Name {one}") for one in CUSTOMERS])
    assert store.verify() == []
    assert engine.ask(cypher("awaiting"), keys=[one.text for one in CUSTOMERS], open=OPEN) == [{"keys": []}]


ids = st.text().map(identify)


@given(st.sets(ids), st.sets(ids))
def test_the_filter_forgets_nothing(members: set[str], others: set[str]) -> None:
    found = Bloom()
    for one in members:
        found.add(one)
    assert all(one in found for one in members)
    assert sum(one in found for one in others - members) == 0

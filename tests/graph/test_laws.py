"""The laws of the store, on both engines: twice is once, order does not matter, what was read stays what was read."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.engines.base import Engine
from graph.identifiers import Identifier
from graph.model import Key, Observation, Target
from graph.store import Store
from graph.writer import Writer
from tests.graph.worlds import WORDS, customer, deleted, order, picture, present
from tests.graphs import blank

CUSTOMERS = [Key(source, "customers", (number,)) for source in ("erp", "crm", "help") for number in range(1, 4)]
ORDERS = [Key("erp", "orders", (number,)) for number in range(1, 6)]
EMAILS = ["", "a@x.example", "b@x.example", "c@x.example"]
PHONES = ["", "+4930111", "+4930222"]
MEANT: list[Target] = [
    Identifier("Organization", "email", "a@x.example"),
    Identifier("Organization", "email", "b@x.example"),
    Identifier("Person", "email", "a@x.example"),
    Identifier("Organization", "phone", "+4930111"),
    Identifier("Organization", "phone", "+4930222 ~ berta"),
]
"""Identifiers that are referred to; those of phones are guarded the soonest."""
BUYERS: list[Target] = [*CUSTOMERS, *MEANT]

customers = st.builds(
    customer,
    st.sampled_from(CUSTOMERS),
    st.sampled_from(["Alfred", "Berta", None]),
    email=st.sampled_from(EMAILS),
    phone=st.sampled_from(PHONES),
    parent=st.sampled_from([None, None, *CUSTOMERS, *MEANT]),
    kind=st.sampled_from(["Organization", "Organization", "Organization", "Person"]),
)
orders = st.builds(order, st.sampled_from(ORDERS), st.sampled_from([None, *CUSTOMERS, *MEANT]), st.integers(1, 3))
observations = st.one_of(customers, customers, orders, st.builds(deleted, st.sampled_from(CUSTOMERS + ORDERS)))
LAWS = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


def last(rows: Sequence[Observation]) -> list[Observation]:
    """The rows without those that a later row of the same key replaces."""
    return list({one.key: one for one in rows}.values())


def batches(rows: Sequence[Observation], size: int) -> list[list[Observation]]:
    """The rows in batches, none with two rows of one key."""
    result: list[list[Observation]] = [[]]
    for one in rows:
        if len(result[-1]) >= size or any(one.key == other.key for other in result[-1]):
            result.append([])
        result[-1].append(one)
    return result


def fresh(engine: Engine) -> Store:
    blank(engine)
    return Store(engine, WORDS)


def load(store: Store, rows: Sequence[Observation], size: int) -> None:
    with store.writer("laws") as writer:
        for batch in batches(rows, size):
            writer.write(batch)


@LAWS
@given(rows=st.lists(observations, max_size=25), size=st.integers(1, 8))
def test_twice_is_once(engine: Engine, rows: list[Observation], size: int) -> None:
    store = fresh(engine)
    load(store, rows, size)
    once, head = present(store), store.head()
    load(store, last(rows), 5)
    assert (present(store), store.head()) == (once, head)
    assert store.verify() == []


@LAWS
@given(rows=st.lists(observations, max_size=25), size=st.integers(1, 8), shuffle=st.randoms(use_true_random=False))
def test_any_order_gives_the_same_graph(
    engine: Engine, rows: list[Observation], size: int, shuffle: random.Random
) -> None:
    store = fresh(engine)
    load(store, rows, size)
    in_order = present(store)
    final = last(rows)
    shuffle.shuffle(final)
    store = fresh(engine)
    load(store, final, 3)
    assert present(store) == in_order
    assert store.verify() == []


@LAWS
@given(rows=st.lists(observations, min_size=1, max_size=20))
def test_the_plain_graph_is_the_answer_as_of_the_head(engine: Engine, rows: list[Observation]) -> None:
    store = fresh(engine)
    load(store, rows, 4)
    seen, read = present(store), picture(store)
    assert len(seen["entities"]) == len(read["things"])
    assert seen["relations"] == read["relations"]


@LAWS
@given(rows=st.lists(observations, min_size=1, max_size=20), size=st.integers(1, 6))
def test_rebuild_changes_nothing_in_a_sound_graph(engine: Engine, rows: list[Observation], size: int) -> None:
    store = fresh(engine)
    load(store, rows, size)
    before, head = present(store), store.head()
    with store.writer("laws") as writer:
        assert writer.rebuild() == []
    assert (present(store), store.head()) == (before, head)


def test_a_hundred_random_changes_leave_every_past_as_it_was(engine: Engine) -> None:
    store = fresh(engine)
    chance = random.Random(7)
    seen = {}
    with store.writer("laws") as writer:
        for _ in range(100):
            _change(writer, chance)
            seq, _ = store.head()
            seen[seq] = picture(store)
            assert store.verify() == []
    for seq, then in seen.items():
        assert picture(store, seq) == then


def _change(writer: Writer, chance: random.Random) -> None:
    """One random change: rows, a deletion, a person's judgement or its withdrawal."""
    kind = chance.choice(["rows", "rows", "rows", "deleted", "same", "different", "withdraw"])
    known = [Key.parse(row["key"]) for row in writer.engine.ask("MATCH (r:Record) RETURN DISTINCT r.key AS key")]
    known = sorted(key for key in known if key.stream == "customers")
    if kind == "rows" or len(known) < 3:
        rows = [
            customer(
                chance.choice(CUSTOMERS), chance.choice(["Alfred", "Berta"]), email=chance.choice(EMAILS),
                phone=chance.choice(PHONES), parent=chance.choice([None, *CUSTOMERS, *MEANT]),
            ),
            order(chance.choice(ORDERS), chance.choice(BUYERS), chance.randint(1, 3)),
        ]  # fmt: skip
        writer.write(rows)
    elif kind == "deleted":
        writer.write([deleted(chance.choice(CUSTOMERS + ORDERS))])
    elif kind == "withdraw":
        rows_ = writer.engine.ask(
            "MATCH (j:Judgement {on: ''}) WHERE j.until = 9007199254740991 RETURN j.id AS id ORDER BY id"
        )
        if rows_:
            writer.withdraw(chance.choice(rows_)["id"], "ann")
    else:
        left, right = chance.sample(known, 2)
        writer.judge(left, right, kind, "ann", "I know them")

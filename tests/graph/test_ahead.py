"""Batches that are written ahead: the graph they make is the one that they make one by one, whatever fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.engines.base import Engine, Failed, Unstorable
from graph.model import Observation
from graph.writer import SyncMark, Writer, Written
from ontology.errors import Conflict
from tests.graph.test_laws import CUSTOMERS, LAWS, batches, fresh, load, observations
from tests.graph.worlds import customer, present

HUGE = "x" * 300_000
"""A name beyond what engines index."""


def ahead(writer: Writer, rows: Sequence[Sequence[Observation]]) -> list[Written]:
    """Write batches, each begun before the one before it has ended."""
    end: Callable[[], Written] | None = None
    written = []
    for batch in rows:
        begun = writer.write_ahead(batch)
        if end is not None:
            written.append(end())
        if begun is None:
            written.append(writer.write(batch))
        end = begun
    return [*written, end()] if end is not None else written


@LAWS
@given(rows=st.lists(observations, max_size=25), size=st.integers(1, 4))
def test_written_ahead_is_written(engine: Engine, rows: list[Observation], size: int) -> None:
    store = fresh(engine)
    load(store, rows, size)
    expected, head = present(store), store.head()[0]
    store = fresh(engine)
    with store.writer("laws") as writer:
        written = ahead(writer, batches(rows, size))
    assert (present(store), store.head()[0]) == (expected, head)
    assert [one.seq for one in written] == sorted(one.seq for one in written)
    assert store.verify() == []


def test_the_first_is_not_begun_ahead_and_those_after_it_are(engine: Engine) -> None:
    store = fresh(engine)
    with store.writer("laws") as writer:
        assert writer.write_ahead([customer(CUSTOMERS[0], "a")]) is None
        writer.write([customer(CUSTOMERS[0], "a")])
        first = writer.write_ahead([customer(CUSTOMERS[1], "b")])
        second = writer.write_ahead([customer(CUSTOMERS[2], "c")])
        assert first is not None
        assert second is not None
        assert [first().seq, second().seq] == [2, 3]


def test_one_that_the_engine_refuses_raises_where_it_ends_and_the_next_one_is_written(engine: Engine) -> None:
    store = fresh(engine)
    with store.writer("laws") as writer:
        writer.write([customer(CUSTOMERS[0], "a")])
        refused = writer.write_ahead([customer(CUSTOMERS[1], HUGE), customer(CUSTOMERS[3], "b")])
        after = writer.write_ahead([customer(CUSTOMERS[2], "c")])
        with pytest.raises((Unstorable, Failed)):
            writer.write([customer(CUSTOMERS[1], HUGE)]) if refused is None else refused()
        last = writer.write([customer(CUSTOMERS[2], "c")]) if after is None else after()
    assert (last.seq, last.new) == (2, 1)
    assert len(present(store)["entities"]) == 2
    assert store.verify() == []


def test_whose_lease_is_taken_over_does_them_again(engine: Engine) -> None:
    rows = [customer(key, "a", email="a@x.example") for key in CUSTOMERS[:4]]
    store = fresh(engine)
    load(store, rows, 1)
    expected = present(store)
    store = fresh(engine)
    with store.writer("slow") as slow, store.writer("quick") as quick:
        slow.write(rows[:1])
        engine.write(lambda tx: tx.ask("MATCH (h:Head) SET h.expires = '2000-01-01'"))
        quick.write(rows[1:2])
        quick.lease.release()
        written = ahead(slow, [[one] for one in rows[2:]])
    assert [one.seq for one in written] == [3, 4]
    assert present(store) == expected
    assert store.verify() == []


def test_who_wants_the_lease_gets_it(engine: Engine) -> None:
    store = fresh(engine)
    with store.writer("slow") as slow:
        slow.write([customer(CUSTOMERS[0], "a")])
        engine.write(lambda tx: tx.ask("MATCH (h:Head) SET h.wanted_token = 'another'"))
        first = slow.write_ahead([customer(CUSTOMERS[1], "b")])
        assert first is not None
        assert first().seq == 2
        assert slow.write_ahead([customer(CUSTOMERS[2], "c")]) is None


def test_a_sync_that_was_overtaken_is_told_where_its_batch_ends(engine: Engine) -> None:
    store = fresh(engine)
    mark = SyncMark("nobody", "erp", "customers", "cursor", 1)
    with store.writer("laws") as writer:
        writer.write([customer(CUSTOMERS[0], "a")])
        begun = writer.write_ahead([customer(CUSTOMERS[1], "b")], mark)
        assert begun is not None
        with pytest.raises(Conflict, match="has begun meanwhile"):
            begun()
    assert store.head()[0] == 1
    assert store.verify() == []

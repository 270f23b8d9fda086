"""As of when: numbers and dates, before the beginning and beyond the present."""

from __future__ import annotations

import pytest

from graph import asof
from graph.clock import now
from graph.engines.base import Engine
from graph.model import Key
from graph.store import Store
from ontology.errors import Invalid, NotFound
from tests.graph.worlds import READER, WORDS, customer

ALFKI = Key("erp", "customers", ("ALFKI",))
FUTURE = "2999-01-01"


@pytest.fixture
def store(engine: Engine) -> Store:
    """A graph of two commits: the words, then a customer."""
    found = Store(engine, WORDS)
    with found.writer("t") as writer:
        writer.activate(WORDS, "ann")
        writer.write([customer(ALFKI, "Alfreds")])
    return found


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (None, None),
        (7, 7),
        ("7", 7),
        ("20260301", 20260301),
        ("2026-03-01", "2026-03-01T00:00:00.000000Z"),
        ("2026-03-01T01:00:00+01:00", "2026-03-01T00:00:00.000000Z"),
    ],
)
def test_a_number_is_a_sequence_and_all_else_is_a_date(said: int | str | None, meant: int | str | None) -> None:
    assert asof.named(said) == meant
    assert asof.date(said) == (meant if isinstance(meant, str) else None)


@pytest.mark.parametrize("said", ["", "soon", "-1", "2026-13-01", "2026-03-01T01:00:00", "²", "1" * 30])
def test_what_is_neither_is_refused(said: str) -> None:
    with pytest.raises(Invalid, match=r"not a date|a time without a zone"):
        asof.named(said)


def test_the_clock_is_what_is_said_else_the_date_that_is_read_as_of_else_the_present() -> None:
    assert asof.clock("2026-03-01", "2026-02-01") == "2026-02-01T00:00:00.000000Z"
    assert asof.clock("2026-03-01", None, "then") == "2026-03-01T00:00:00.000000Z"
    assert asof.clock(7, None, "then") == asof.clock(None, None, "then") == "then"
    assert asof.clock(None, None) <= now()


def test_a_date_names_the_newest_commit_that_was_made_by_then(store: Store) -> None:
    dates = store.commit_dates([1, 2])
    assert [store.read(READER, dates[seq]).seq for seq in (1, 2)] == [1, 2]
    assert store.seq(dates[1]) == 1
    assert store.read(READER, now()).seq == store.seq(now()) == 2


def test_a_date_in_the_future_is_refused(store: Store) -> None:
    head, made = store.head()
    for ask in (lambda: store.read(READER, FUTURE), lambda: store.seq(FUTURE)):
        with pytest.raises(Invalid, match="`2999-01-01` lies in the future") as refused:
            ask()
        assert f"the newest is sequence {head}, of {made[:19]}Z: give a date up to now" in str(refused.value)


def test_the_newest_commit_may_be_named_by_its_date_where_the_clock_has_gone_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, made = store.head()
    monkeypatch.setattr(asof, "now", lambda: "2026-01-01T00:00:00.000000Z")
    assert store.seq(made) == 2
    with pytest.raises(Invalid, match="lies in the future"):
        store.seq("2998-01-01")


@pytest.mark.parametrize("seq", [3, "3", -1, 2**53 - 1, 2**60])
def test_a_sequence_that_is_not_there_is_refused(store: Store, seq: int | str) -> None:
    for ask in (lambda: store.read(READER, seq), lambda: store.seq(seq)):
        with pytest.raises(Invalid, match=f"sequence `{seq}` is not in this graph"):
            ask()


def test_before_the_first_commit_nothing_was_known(store: Store) -> None:
    before = store.read(READER, "2000-01-01")
    assert before.seq == store.seq("2000-01-01") == 0
    assert (before.things([ALFKI.thing]), before.trusts, before.ontology.classes) == ({}, {}, {})
    first = store.commit_date(1)[:19]
    with pytest.raises(NotFound, match=f"the first commit is sequence 1, of {first}Z"):
        before.resolve(str(ALFKI))
    assert store.read(READER, 2).beginning() == ""


def test_an_empty_graph_has_neither_past_nor_future(engine: Engine) -> None:
    store = Store(engine, WORDS)
    assert store.read(READER).seq == store.read(READER, 0).seq == store.seq("2000-01-01") == 0
    assert (store.read(READER).beginning(), store.read(READER).ontology) == ("", WORDS)
    for beyond in (FUTURE, 1):
        with pytest.raises(Invalid):
            store.read(READER, beyond)


def test_no_ontology_was_in_force_before_the_first_was_activated(engine: Engine) -> None:
    store = Store(engine, WORDS)
    with store.writer("t") as writer:
        writer.write([customer(ALFKI, "Alfreds")])
        assert store.activated(1) is None
        assert (store.in_force(0), store.in_force(1)) == (asof.NOTHING, WORDS)
        writer.activate(WORDS, "ann")
    assert [store.activated(seq) for seq in (0, 1, 2)] == [None, None, WORDS]

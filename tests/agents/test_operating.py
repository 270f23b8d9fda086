"""What keeps the graph fed, as of an instant: lists that stay as they are while the graph moves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agents.operating import Operations
from agents.pages import Asked, Page
from graph.acts import SourceSpec
from graph.clock import now
from graph.engines.base import Engine
from graph.model import Key, Observation, Reader, Rejected
from graph.store import Store
from graph.syncs import SyncEnd, SyncStart
from ontology.errors import Invalid, NotFound
from tests.agents import world

READER = Reader("otto", "operating")


@pytest.fixture
def store(engine: Engine) -> Store:
    return world.built(engine)


@pytest.fixture
def operations(store: Store, tmp_path: Path) -> Operations:
    return Operations(store, tmp_path, world.SECRET)


def begun(store: Store, id_: str) -> str:
    """Begin a sync, after which a commit is made."""
    store.begin_sync(SyncStart(id_, "erp", id_, "files", "files 1", "m", None, now()))
    world.write(store, world.case(status=f"as {id_} began"))
    return id_


def ended(store: Store, id_: str) -> None:
    store.end_sync(SyncEnd(id_, "done", now(), "all read"))
    world.write(store, world.case(status=f"as {id_} ended"))


def whole(read: Callable[[Asked], Page[Any]], as_of: int | str, limit: int, between: Callable[[], object]) -> list[Any]:
    """All items of a list as of an instant, something happening before each page but the first."""
    page = read(Asked(READER, as_of, None, limit))
    items = list(page.items)
    while page.next is not None:
        between()
        page = read(Asked(READER, as_of, None, limit, page.next))
        items += page.items
    return items


def test_syncs_are_those_that_had_begun_and_as_they_stood(store: Store, operations: Operations) -> None:
    begun(store, "a")
    ended(store, "a")
    begun(store, "b")
    seq, date = store.head()[0], now()
    world.write(store, world.case(status="the sequence is over"))
    begun(store, "c")
    ended(store, "b")
    for then in (seq, str(seq), date):
        last, first = operations.syncs(Asked(READER, then)).items
        assert (first.id, first.status, first.read, first.reason) == ("a", "done", 0, "all read")
        assert (last.id, last.status, last.ended, last.read, last.reason) == ("b", "running", None, None, "")
    assert [(one.id, one.status) for one in operations.syncs(Asked(READER)).items] == [
        ("c", "running"), ("b", "done"), ("a", "done")
    ]  # fmt: skip
    assert operations.syncs(Asked(READER, "2000-01-01")).items == []
    for ahead in ("2999-01-01", 3000):
        with pytest.raises(Invalid):
            operations.syncs(Asked(READER, ahead))


def test_lists_as_of_an_instant_stay_as_they_are(store: Store, operations: Operations) -> None:
    numbers = iter(range(100))

    def held() -> None:
        number = next(numbers)
        row = Rejected("desk", "tickets", f"line {number}", f'{{"id": {number}}}', "`amount` is no number", None)
        world.write(store, rejected=(row,))

    def move() -> None:
        held()
        running = begun(store, f"sync-{next(numbers)}")
        ended(store, running)
        for one in operations.held_back(Asked(READER)).items[:1]:
            operations.drop(one.id, "otto", "a test")

    for _ in range(2):
        move()
        held()
    begun(store, "the last")
    seq, date = store.head()[0], now()
    move()
    ended(store, "the last")
    lists: list[Callable[[Asked], Page[Any]]] = [
        operations.changes,
        operations.syncs,
        operations.held_back,
        lambda asked: operations.held_back(asked, every=True),
    ]
    for read in lists:
        for then in (seq, date):
            before = read(Asked(READER, then, None, 500)).items
            assert len(before) > 1
            assert whole(read, then, 1, move) == before
            assert read(Asked(READER, then, None, 500)).items == before


def case_of(number: int, customer: str) -> Observation:
    """A case that somebody raised."""
    key = Key("desk", "tickets", (str(number),))
    return world.row(key, ("Case",), {"subject": f"Case {number}"}, {"raised_by": Key("crm", "accounts", (customer,))})


def test_what_is_waited_for_is_told_page_by_page_as_of_the_first(store: Store, operations: Operations) -> None:
    store.begin_sync(SyncStart("w", "desk", "tickets", "files", "files 1", "m", None, now()))
    world.write(store, *(case_of(100 + number, f"none-{number // 2}") for number in range(9)))
    numbers = iter(range(200, 300))

    def move() -> None:
        number = next(numbers)
        arrived = Key("crm", "accounts", (f"none-{number - 200}",))
        world.write(store, case_of(number, f"late-{number}"), world.row(arrived, ("Organization",), {"name": "N"}, {}))

    asked = Asked(READER, None, None, 500)
    before = operations.waiting(asked)
    assert [(one.target, one.records) for one in before.items] == [
        (Key("crm", "accounts", (f"none-{number}",)).text, 2 if number < 4 else 1) for number in range(5)
    ]
    seq = before.seq
    for limit in (1, 2, 4, 5):
        assert whole(operations.waiting, seq, limit, move) == before.items
    first = operations.waiting(Asked(READER, None, None, 3))
    move()
    rest = operations.waiting(Asked(READER, None, None, 3, first.next))
    assert (rest.seq, len(first.items)) == (first.seq, 3)
    assert [*first.items, *rest.items] == operations.waiting(Asked(READER, first.seq, None, 6)).items
    assert operations.waiting(Asked(READER, seq, None, 500), "erp").items == []
    with pytest.raises(Invalid, match="another list"):
        operations.waiting(Asked(READER, None, None, 3, first.next), "desk")


def test_streams_are_told_as_they_stood(store: Store, operations: Operations) -> None:
    held = Rejected("erp", "a", "line 1", "{}", "`amount` is no number", None)
    begun(store, "a")
    world.write(store, rejected=(held,))
    store.begin_sync(SyncStart("w", "desk", "tickets", "files", "files 1", "m", None, now()))
    world.write(store, case_of(100, "nobody"))
    seq, date = store.head()[0], now()
    then = operations.streams()
    standing = {(one.source, one.stream): one for one in then.items}
    assert (standing["desk", "tickets"].records, standing["desk", "tickets"].awaiting) == (2, 1)
    assert standing["erp", "a"].quarantined == 1
    world.write(store, world.case(status="the sequence is over"))
    ended(store, "a")
    begun(store, "later")
    operations.drop(operations.held_back(Asked(READER)).items[0].id, "otto", "a test")
    world.write(store, case_of(101, "nobody"), world.gone(world.CASE))
    world.write(store, world.row(Key("crm", "accounts", ("nobody",)), ("Organization",), {"name": "N"}, {}))
    assert operations.streams().items != then.items
    for as_of in (seq, str(seq), date):
        found = operations.streams(as_of)
        assert [one.model_copy(update={"sync": None}) for one in found.items] == [
            one.model_copy(update={"sync": None}) for one in then.items
        ]
        assert [one.sync.id for one in found.items if one.sync] == [one.sync.id for one in then.items if one.sync]
        assert all(one.sync.status == "running" for one in found.items if one.sync)
    assert operations.streams(store.head()[0]).items == operations.streams().items
    assert operations.streams(0).items == []
    for ahead in ("2999-01-01", 3000):
        with pytest.raises(Invalid):
            operations.streams(ahead)


def test_sources_are_those_that_were_known_as_they_were_trusted(store: Store, operations: Operations) -> None:
    before = store.head()[0]
    with store.writer("tests") as writer:
        writer.trust("crm", 90, "ann")
        writer.register(SourceSpec("shop", "files", 10), "ann")
    trusts = {one.name: one.trust for one in operations.sources().items}
    assert trusts == {"crm": 90, "desk": 50, "erp": 60, "shop": 10}
    assert {one.name: one.trust for one in operations.sources(before).items} == {"crm": 50, "desk": 50, "erp": 60}
    assert operations.source("crm", store.commit_date(before)).trust == 50
    assert operations.sources(0).items == []
    with pytest.raises(NotFound, match="no source `shop`"):
        operations.source("shop", before)
    with pytest.raises(Invalid, match="lies in the future"):
        operations.sources("2999-01-01")

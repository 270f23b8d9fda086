"""Transactions that follow one another: in their order, each made before the one before is committed, or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from graph.engines.base import Engine, Line, Row, Transaction, Undone
from ontology.errors import Conflict

NEXT = "MATCH (h:Head {id: 1}) SET h.seq = h.seq + 1 RETURN h.seq AS seq"
MAKE = "CREATE (:Thing {id: $id})"
BROKEN = "UNWIND [1] AS x RETURN x / 0 AS y"


@pytest.fixture
def line(engine: Engine) -> Iterator[Line]:
    found = engine.line()
    yield found
    found.close()


def made(engine: Engine) -> list[str]:
    return sorted(row["id"] for row in engine.ask("MATCH (t:Thing) RETURN t.id AS id"))


def maker(id_: str, *more: str) -> Callable[[Transaction], str]:
    def work(tx: Transaction) -> str:
        for statement in (MAKE, *more):
            tx.tell(statement, id=id_)
        return id_

    return work


def test_they_see_what_those_before_them_were_told(engine: Engine, line: Line) -> None:
    given = [line.give(lambda tx: tx.ask(NEXT)[0]["seq"]) for _ in range(5)]
    for one in given:
        one.wait()
    assert [one.result for one in given] == [1, 2, 3, 4, 5]
    assert engine.ask("MATCH (h:Head) RETURN h.seq AS seq") == [{"seq": 5}]


def test_with_one_that_fails_all_fail_that_were_given_before_it_was_waited_for(engine: Engine, line: Line) -> None:
    good = line.give(maker("a"))
    gate = threading.Event()
    bad = line.give(lambda tx: tx.expect(lambda rows: _refuse(gate), MAKE, id="b"))
    after = line.give(maker("c"))
    gate.set()
    good.wait()
    with pytest.raises(Undone):
        bad.wait()
    with pytest.raises(Undone):
        line.give(maker("d"))
    with pytest.raises(Undone):
        after.wait()
    line.give(maker("e")).wait()
    assert made(engine) == ["a", "e"]


def _refuse(gate: threading.Event) -> None:
    assert gate.wait(10)
    raise Conflict("no")


def test_what_was_waited_for_is_followed_by_nothing(engine: Engine, line: Line) -> None:
    bad = line.give(maker("a", BROKEN))
    with pytest.raises(Undone):
        bad.wait()
    line.give(maker("b")).wait()
    assert made(engine) == ["b"]


def test_what_is_looked_at_and_not_liked_is_undone(engine: Engine, line: Line) -> None:
    def dislike(rows: list[Row]) -> None:
        raise Conflict(f"not {rows[0]['seq']}")

    def work(tx: Transaction) -> None:
        tx.tell(MAKE, id="a")
        tx.expect(dislike, NEXT)

    with pytest.raises(Undone):
        line.give(work).wait()
    with pytest.raises(Conflict, match="not 1"):
        engine.write(work)
    assert made(engine) == []
    assert engine.ask("MATCH (h:Head) RETURN h.seq AS seq") == [{"seq": 0}]


@pytest.mark.parametrize(("error", "raised"), [(Conflict("no"), Undone), (LookupError("no"), LookupError)])
def test_work_that_breaks_off_leaves_nothing(
    engine: Engine, line: Line, error: Exception, raised: type[Exception]
) -> None:
    def work(tx: Transaction) -> None:
        tx.tell(MAKE, id="a")
        raise error

    with pytest.raises(raised):
        line.give(work)
    assert made(engine) == []


def test_a_line_that_is_closed_has_run(engine: Engine) -> None:
    line = engine.line()
    for number in range(3):
        line.give(maker(str(number)))
    line.close()
    assert made(engine) == ["0", "1", "2"]

"""Claims on sources: one holder at a time, whoever asks; a dead one's is taken over, a living one's is not."""

from __future__ import annotations

import platform
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from graph.claims import Claim, plan, runs
from graph.clock import stamp
from graph.engines.base import Engine
from graph.questions import cypher
from ontology.errors import Conflict


def held_by(engine: Engine, owner: str, seconds: int) -> None:
    """Let another process hold the claim on `erp`, for some seconds more."""
    now = datetime.now(UTC)
    engine.write(
        lambda tx: tx.ask(
            cypher("claim_take"), source="erp", before="", token="theirs", owner=owner, since=stamp(now),
            expires=stamp(now + timedelta(seconds=seconds)),
        )
    )  # fmt: skip


def ended() -> int:
    """The id of a process that is no more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        return process.pid


def test_a_second_one_is_told_who_holds_it_until_it_is_given_back(engine: Engine) -> None:
    with Claim(engine, "erp").take():
        (run,) = runs(engine)
        assert (run.source, run.held, run.planned) == ("erp", True, False)
        with pytest.raises(Conflict, match=rf"`erp` is being synced already, by process \d+ on {platform.node()}"):
            Claim(engine, "erp").take()
        with Claim(engine, "crm").take():
            assert [one.held for one in runs(engine)] == [True, True]
    assert [one.held for one in runs(engine)] == [False, False]
    with Claim(engine, "erp").take() as claim:
        assert not claim.lost


def test_it_is_given_back_when_what_was_done_under_it_fails(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), Claim(engine, "erp").take():
        raise ZeroDivisionError
    assert not runs(engine)[0].held


@pytest.mark.parametrize(
    ("owner", "seconds", "taken"),
    [
        ("elsewhere|1|sync", 30, False),
        ("elsewhere|1|sync", -1, True),
        (f"{platform.node()}|{ended()}|sync", 30, True),
        (f"{platform.node()}|1|sync", 30, False),
    ],
    ids=["another machine", "another machine, silent", "a dead process", "a living process"],
)
def test_a_dead_holder_is_succeeded_and_a_living_one_is_not(
    engine: Engine, owner: str, seconds: int, taken: bool
) -> None:
    held_by(engine, owner, seconds)
    assert runs(engine)[0].held is not taken
    if taken:
        with Claim(engine, "erp").take():
            assert runs(engine)[0].owner != owner
    else:
        with pytest.raises(Conflict, match="say `--wait`"):
            Claim(engine, "erp").take()


def test_one_that_was_taken_over_notices_and_gives_nothing_back(engine: Engine) -> None:
    with Claim(engine, "erp").take() as claim:
        claim.keep()
        assert not claim.lost
        mine = engine.ask(cypher("claim"), source="erp")[0]["token"]
        engine.write(
            lambda tx: tx.ask(
                cypher("claim_take"), source="erp", before=mine, token="theirs", owner="elsewhere|1|sync", since="",
                expires=stamp(datetime.now(UTC) + timedelta(seconds=30)),
            )
        )  # fmt: skip
        claim.keep()
        assert claim.lost
    assert runs(engine)[0].owner == "elsewhere|1|sync"


def test_one_whose_sign_of_life_meets_a_busy_graph_gives_the_next_one(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.claims.BEAT", 0.02)
    real, met, again = Claim.keep, threading.Event(), threading.Event()

    def keep(self: Claim) -> None:
        if not met.is_set():
            met.set()
            raise Conflict("the graph was too busy", "try again")
        real(self)
        again.set()

    monkeypatch.setattr(Claim, "keep", keep)
    with Claim(engine, "erp").take() as claim:
        assert again.wait(30)
        assert not claim.lost


def test_one_who_waits_has_it_next_or_gives_up_when_asked_to(engine: Engine) -> None:
    first = Claim(engine, "erp").take()
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        with first:
            pass

    with Claim(engine, "erp").take(wait=True, sleep=pause) as second:
        assert (len(pauses), second.lost) == (1, False)
        with pytest.raises(Conflict):
            Claim(engine, "erp").take(wait=True, stop=lambda: True, sleep=pause)


def test_of_many_at_once_one_has_it(engine: Engine) -> None:
    def attempt(number: int) -> bool:
        try:
            Claim(engine, "erp").take()
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1


def test_what_is_planned_is_told_until_it_is_taken_back(engine: Engine) -> None:
    due = datetime(2026, 3, 1, 12, tzinfo=UTC)
    plan(engine, "erp", due)
    (run,) = runs(engine)
    assert (run.due, run.planned, run.held) == ("2026-03-01T12:00:00.000000Z", True, False)
    plan(engine, "erp", None)
    assert not runs(engine)[0].planned

"""Schedules: turns that do not drift, and a runner that goes on whatever fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.claims import Claim, runs
from graph.engines.base import Engine
from ingest import sources
from ingest.progress import Outcome
from ingest.schedule import FIRST, Runner, next_turn
from ingest.sources import Source, configure
from ingest.survey import configured
from ontology.errors import Invalid, Unavailable
from tests.ingest.words import words
from tests.ingest.world import MAPPING, Shop, content

START = datetime(2026, 3, 1, 12, 7, 30, tzinfo=UTC)


@given(
    st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2100-01-01"), timezones=st.just(UTC)),
    st.timedeltas(timedelta(seconds=1), timedelta(days=30)),
)
def test_turns_are_where_they_are_whenever_one_asks(after: datetime, every: timedelta) -> None:
    turn = next_turn(after, every)
    assert after < turn <= after + every
    assert (turn - FIRST) % every == timedelta()
    assert next_turn(turn, every) == turn + every
    assert next_turn(turn - timedelta(microseconds=1), every) == turn


def test_a_quarter_of_an_hour_is_that_of_the_clock() -> None:
    assert next_turn(START, timedelta(minutes=15)) == datetime(2026, 3, 1, 12, 15, tzinfo=UTC)


class Clock:
    """A clock that goes on only when somebody waits; what is to happen at a moment happens then."""

    def __init__(self) -> None:
        self.now = START
        self.until = START
        self.events: list[tuple[datetime, Callable[[], Any]]] = []

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=max(seconds, 5))
        while self.events and self.events[0][0] <= self.now:
            self.events.pop(0)[1]()

    def at(self, minutes: float, act: Callable[[], Any]) -> None:
        self.events.append((START + timedelta(minutes=minutes), act))

    def stop(self) -> bool:
        return self.now >= self.until


class World:
    """A shop whose source stands in a folder, and the turns of a runner over it."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        (folder / "files").mkdir()
        self.shop = Shop(engine, folder / "files", size=100)
        (folder / "shop.yaml").write_text(MAPPING)
        self.folder = folder / "sources"
        self.mapping = folder / "shop.yaml"
        self.clock = Clock()
        self.turns: list[tuple[str, list[str]]] = []

    def add(self, every: str | None) -> Source:
        options = {"path": str(self.mapping.parent / "files")}
        made = configure("shop", "files", self.mapping, options, zone="UTC", every=every)
        return sources.add(self.folder, made, words())

    def tell(self, outcomes: list[Outcome]) -> None:
        self.turns.append((f"{self.clock.now:%H:%M}", [one.status for one in outcomes]))

    def run(self, minutes: float, every: timedelta | None = None) -> list[tuple[str, list[str]]]:
        self.turns.clear()
        self.clock.until = self.clock.now + timedelta(minutes=minutes)
        choose = lambda: configured(self.folder)  # noqa: E731  looked up anew each time
        runner = Runner(self.shop.store, choose, {}, self.tell, every=every, clock=self.clock, sleep=self.clock.sleep)
        runner.run(self.clock.stop)
        return self.turns


@pytest.fixture
def world(engine: Engine, tmp_path: Path) -> Iterator[World]:
    size = engine.batch
    yield World(engine, tmp_path)
    engine.batch = size


def test_a_source_is_synced_at_once_and_then_at_its_turns(world: World) -> None:
    world.add("15m")
    world.shop.customers("A,Ann,,1")
    world.clock.at(10, lambda: world.shop.customers("A,Ann,,1", "B,Bob,,1"))
    seen: list[str] = []
    world.clock.at(20, lambda: seen.extend(run.due for run in runs(world.shop.store.engine) if run.planned))
    found = world.run(45)
    assert found == [
        ("12:07", ["done", "done"]),
        ("12:15", ["unchanged", "unchanged"]),
        ("12:30", ["done", "unchanged"]),
        ("12:45", ["unchanged", "unchanged"]),
    ]
    assert seen == ["2026-03-01T12:30:00.000000Z"]
    assert len(content(world.shop.store)["records"]) == 2
    assert [(run.held, run.planned) for run in runs(world.shop.store.engine)] == [(False, False)]


def test_how_often_can_be_said_for_all(world: World) -> None:
    world.add(None)
    with pytest.raises(Invalid, match="no source has a schedule"):
        world.run(5)
    assert [at for at, _ in world.run(10, timedelta(minutes=5))] == ["12:07", "12:10", "12:15"]


def test_what_fails_is_told_and_tried_again(world: World) -> None:
    world.add("5m")
    away = world.mapping.with_suffix(".away")
    world.mapping.rename(away)
    world.clock.at(4, lambda: away.rename(world.mapping))
    world.clock.at(6, lambda: (world.folder / "shop.yaml").write_text("a: ["))
    found = world.run(13)
    assert [at for at, _ in found if at != found[2][0]] == ["12:07", "12:10", "12:15", "12:20"]
    assert [statuses for _, statuses in found] == [["failed"]] * 3 + [["done"] * 2, ["unchanged"] * 2]


def test_a_graph_that_does_not_answer_is_told_and_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.add("5m")
    failures = iter([Unavailable("the graph does not answer")])
    take = Claim.take

    def failing(claim: Claim, *rest: Any) -> Claim:
        if error := next(failures, None):
            raise error
        return take(claim, *rest)

    monkeypatch.setattr(Claim, "take", failing)
    assert world.run(5) == [("12:07", ["failed"]), ("12:10", ["done", "done"])]


def test_a_source_that_is_synced_elsewhere_is_told_and_tried_again(world: World) -> None:
    world.add("5m")
    other = Claim(world.shop.store.engine, "shop").take()

    def give_back() -> None:
        with other:
            pass

    world.clock.at(1, give_back)
    assert world.run(5) == [("12:07", ["failed"]), ("12:10", ["done", "done"])]


def test_sources_come_and_go_while_it_runs(world: World) -> None:
    source = world.add("5m")
    world.clock.at(4, lambda: sources.remove(world.folder, "shop"))
    world.clock.at(9, lambda: world.add("5m"))
    found = [at for at, _ in world.run(14)]
    assert found[:2] == ["12:07", "12:10"]
    assert "12:15" not in found
    assert found[2] in {"12:16", "12:17"}
    assert source.interval == timedelta(minutes=5)


def test_a_schedule_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="`every`: not a length of time: `soon`"):
        configure("shop", "files", tmp_path, {}, every="soon")


def test_how_often_counts_at_once_when_its_file_changes(world: World) -> None:
    world.add("1h")
    path = world.folder / "shop.yaml"
    due: list[str] = []

    def note() -> None:
        due.extend(run.due[11:16] for run in runs(world.shop.store.engine) if run.planned)

    def every(text: str) -> None:
        path.write_text(re.sub(r"every: \S+", f"every: {text}", path.read_text()))

    world.clock.at(1, lambda: every("5m"))
    world.clock.at(1.5, note)
    world.clock.at(10, lambda: every("1h"))
    world.clock.at(10.5, note)
    assert [at for at, _ in world.run(60)] == ["12:07", "12:10", "12:15", "13:00"]
    assert due == ["12:10", "13:00"]


def test_a_file_that_cannot_be_read_stops_no_other_source(world: World) -> None:
    world.add("5m")
    (world.folder / "wrong.yaml").write_text("a: [")
    assert world.run(4) == [("12:07", ["failed"]), ("12:07", ["done", "done"]), ("12:10", ["unchanged"] * 2)]


def test_a_runner_waits_for_a_file_that_cannot_be_read_yet(world: World) -> None:
    world.folder.mkdir(exist_ok=True)
    (world.folder / "shop.yaml").write_text("a: [")
    world.clock.at(2, (world.folder / "shop.yaml").unlink)
    world.clock.at(2, lambda: world.add("5m"))
    assert world.run(2.5) == [("12:07", ["failed"]), ("12:09", ["done", "done"])]

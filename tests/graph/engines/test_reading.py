"""Other people's statements on the embedded engine: who runs them, and runaways that are capped and hold nobody up."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import run

import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import Neo4jError

from graph.engines.base import Busy, Engine, Limits, TooMuch
from graph.engines.embedded import ROOT, open_embedded, stop_embedded
from graph.engines.folder import Folder
from graph.engines.java import DATABASE, READER
from graph.engines.reading import AT_ONCE
from ontology.errors import Refused

LONG = "UNWIND range(1, 1000000) AS x UNWIND range(1, 1000000) AS y WITH x * y AS z WHERE z < 0 RETURN count(*)"
RUNAWAY = "RETURN any(x IN range(1, 100000) WHERE any(y IN range(1, 100000) WHERE x * y < 0)) AS never"
LEAVES_ONE = (
    "import sys; from pathlib import Path; from graph.engines.base import Limits, TooMuch; "
    "from graph.engines.embedded import open_embedded\n"
    "engine = open_embedded(Path(sys.argv[1]))\n"
    "try: engine.look(sys.argv[2], {}, Limits(1, 0.1), 'tests')\n"
    "except TooMuch: engine.close(); print('left')"
)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder of its own, stopped afterwards."""
    yield tmp_path / "data"
    stop_embedded(tmp_path / "data")


def held(folder: Path) -> list[bool]:
    """Which slots are taken."""
    return [Folder(folder).held(f"query-{number}") for number in range(1, AT_ONCE + 1)]


@pytest.fixture
def alone(folder: Path) -> Iterator[Engine]:
    """An engine of its own, that may be driven mad."""
    engine = open_embedded(folder, idle=60)
    yield engine
    engine.close()


def test_as_many_run_as_may_and_hold_nobody_up(alone: Engine, folder: Path) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = [pool.submit(alone.look, LONG, {}, Limits(1, 6.0), "tests") for _ in range(AT_ONCE)]
        while not all(held(folder)):
            time.sleep(0.01)
        with pytest.raises(Busy, match=f"{AT_ONCE} statements run already"):
            alone.look("RETURN 1 AS x", {}, Limits(1, 0.1), "tests")
        alone.write(lambda tx: tx.ask("CREATE (:Mark)"))
        assert alone.ask("MATCH (m:Mark) RETURN count(m) AS n") == [{"n": 1}]
        for one in running:
            with pytest.raises(TooMuch, match="took longer than 6 s"):
                one.result()
    assert alone.look("MATCH (m:Mark) RETURN count(m) AS n", {}, Limits(1, 20.0), "tests").rows == [[1]]


@pytest.mark.parametrize(
    "statement",
    [
        LONG,
        "MATCH (a:Mark), (b:Mark), (c:Mark) WHERE a.number + b.number + c.number = 0 RETURN count(*)",
    ],
)
def test_what_takes_too_long_is_ended_and_leaves_its_slot(alone: Engine, folder: Path, statement: str) -> None:
    alone.write(lambda tx: tx.ask("UNWIND range(1, 2000) AS number CREATE (:Mark {number: number})"))
    for _ in range(AT_ONCE):
        with pytest.raises(TooMuch):
            alone.look(statement, {}, Limits(1, 0.1), "tests")
    while any(held(folder)):
        time.sleep(0.01)
    assert alone.look("RETURN 1 AS x", {}, Limits(1, 20.0), "tests").rows == [[1]]


def test_the_statements_of_others_are_not_ended(alone: Engine) -> None:
    long = "UNWIND range(1, 5000) AS x UNWIND range(1, 1000) AS y RETURN max(x * y) AS m"
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(alone.look, long, {}, Limits(1, 100.0), "tests")
        with pytest.raises(TooMuch):
            alone.look(LONG, {}, Limits(1, 0.1), "tests")
        assert other.result().rows == [[5_000_000]]


def test_a_runaway_keeps_its_slot_when_its_caller_has_gone(alone: Engine, folder: Path) -> None:
    done = run(
        [sys.executable, "-c", LEAVES_ONE, str(folder), RUNAWAY], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "left\n"
    assert held(folder) == [True] + [False] * (AT_ONCE - 1)


def test_what_ends_by_itself_gives_its_slot_back(alone: Engine, folder: Path) -> None:
    for _ in range(AT_ONCE + 1):
        with pytest.raises(TooMuch, match="larger than"):
            alone.look("UNWIND range(1, 1000000) AS x RETURN x", {}, Limits(100_000, 20.0, size=100_000), "tests")
    assert alone.look("RETURN 1 AS x", {}, Limits(1, 20.0), "tests").rows == [[1]]


def test_what_computes_for_long_without_a_word_is_waited_for(alone: Engine) -> None:
    long = "UNWIND range(1, 30000) AS x UNWIND range(1, 1000) AS y RETURN max(x * y) AS m"
    assert alone.look(long, {}, Limits(1, 100.0), "tests").rows == [[30_000_000]]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (:Mark)",
        "MATCH (m:Mark) SET m.x = 1",
        "MATCH (m:Mark) DELETE m",
        "CREATE INDEX hack IF NOT EXISTS FOR (n:Mark) ON (n.x)",
        "LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line",
    ],
)
def test_the_reader_may_not_write_whatever_the_door(
    embedded_engine: Engine, embedded_folder: Path, statement: str
) -> None:
    embedded_engine.write(lambda tx: tx.ask("CREATE (:Mark)"))
    address = Folder(embedded_folder).address()
    assert address is not None
    where = f"bolt://127.0.0.1:{address.bolt}"
    with (
        GraphDatabase.driver(where, auth=(READER, address.reader), telemetry_disabled=True) as driver,
        driver.session(database=DATABASE) as session,
        pytest.raises(Neo4jError),
    ):
        session.run(statement).consume()
    with pytest.raises(Refused):
        embedded_engine.look(statement, {}, Limits(1, 5.0), "tests")

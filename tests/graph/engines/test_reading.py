"""Other people's statements on the embedded engine: who runs them, and runaways that are capped and hold nobody up."""

from __future__ import annotations

import sys
from collections.abc import Iterator
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

RUNAWAY = "UNWIND range(1, 1000000) AS x UNWIND range(1, 1000000) AS y WITH x * y AS z WHERE z < 0 RETURN count(*)"
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


@pytest.fixture
def alone(folder: Path) -> Iterator[Engine]:
    """An engine of its own, that may be driven mad."""
    engine = open_embedded(folder, idle=60)
    yield engine
    engine.close()


def test_runaways_are_capped_and_hold_nobody_up(alone: Engine, folder: Path) -> None:
    for _ in range(AT_ONCE):
        with pytest.raises(TooMuch):
            alone.look(RUNAWAY, {}, Limits(1, 0.1), "tests")
    with pytest.raises(Busy, match=f"{AT_ONCE} statements run already"):
        alone.look("RETURN 1 AS x", {}, Limits(1, 0.1), "tests")
    alone.write(lambda tx: tx.ask("CREATE (:Mark)"))
    assert alone.ask("MATCH (m:Mark) RETURN count(m) AS n") == [{"n": 1}]
    assert stop_embedded(folder) is True
    other = open_embedded(folder)
    assert other.look("MATCH (m:Mark) RETURN count(m) AS n", {}, Limits(1, 5.0), "tests").rows == [[1]]
    other.close()


def test_a_runaway_keeps_its_slot_when_its_caller_has_gone(alone: Engine, folder: Path) -> None:
    done = run(
        [sys.executable, "-c", LEAVES_ONE, str(folder), RUNAWAY], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "left\n"
    place = Folder(folder)
    assert [place.held(f"query-{number}") for number in range(1, AT_ONCE + 1)] == [True] + [False] * (AT_ONCE - 1)


def test_what_ends_by_itself_gives_its_slot_back(alone: Engine, folder: Path) -> None:
    for _ in range(AT_ONCE + 1):
        with pytest.raises(TooMuch, match="larger than"):
            alone.look("UNWIND range(1, 1000000) AS x RETURN x", {}, Limits(100_000, 20.0, size=100_000), "tests")
    assert alone.look("RETURN 1 AS x", {}, Limits(1, 20.0), "tests").rows == [[1]]


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

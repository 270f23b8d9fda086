"""Real engines for every test that asks for one: each such test runs on the embedded engine and on Neo4j.

Neo4j is the one of `THROUGHLINE_TEST_NEO4J` (`bolt://user:password@host:port`, whose data is wiped!) or one that is
started for the run. Where neither is possible its tests are skipped, unless `THROUGHLINE_REQUIRE_NEO4J=1`. The
databases that are read from (`tests/databases.py`) are started for the run, and required by
`THROUGHLINE_REQUIRE_POSTGRES=1` and `THROUGHLINE_REQUIRE_MARIADB=1`. The live systems (`tests/live`) are built once
from pinned packages, and required by `THROUGHLINE_REQUIRE_LIVE=1`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import HealthCheck, settings

from graph.engines.base import Engine
from graph.engines.embedded import open_embedded, stop_embedded
from graph.engines.neo4j import open_neo4j
from ontology.errors import Unavailable
from tests import databases, neo4j_server
from tests.databases import Database
from tests.graphs import blank
from tests.live.helpdesk import Helpdesk, serve_helpdesk
from tests.live.tryton import Tryton, serve_tryton

PASSWORD = "throughline-tests"
T = TypeVar("T")

# Tests measure no time, not even that which drawing an example takes on a busy machine.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def embedded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the embedded graph of the whole run lies."""
    return tmp_path_factory.mktemp("embedded")


@pytest.fixture(scope="session")
def embedded_engine(embedded_folder: Path) -> Iterator[Engine]:
    """The embedded engine of the whole run."""
    engine = open_embedded(embedded_folder, idle=30)
    yield engine
    engine.close()
    stop_embedded(embedded_folder)


@pytest.fixture(scope="session")
def neo4j_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """The Neo4j of the whole run: address, user, password."""
    given = os.environ.get("THROUGHLINE_TEST_NEO4J")
    if given and os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1") != "1":
        pytest.fail("several workers would wipe each other's graph in `THROUGHLINE_TEST_NEO4J`: use WORKERS=0")
    if given:
        parts = urlsplit(given)
        address = f"{parts.scheme}://{parts.hostname}:{parts.port or 7687}"
        yield address, unquote(parts.username or "neo4j"), unquote(parts.password or "")
        return
    if reason := neo4j_server.obstacle():
        if os.environ.get("THROUGHLINE_REQUIRE_NEO4J") == "1":
            pytest.fail(f"Neo4j is required and cannot be started: {reason}")
        pytest.skip(f"NEO4J IS NOT TESTED: {reason}")
    server = neo4j_server.serve(tmp_path_factory.mktemp("neo4j"), PASSWORD, brief=True)
    yield server.uri, server.user, server.password
    server.kill()


@pytest.fixture(scope="session")
def neo4j_engine(neo4j_address: tuple[str, str, str]) -> Iterator[Engine]:
    """Neo4j for the whole run."""
    engine = open_neo4j(*neo4j_address)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Database]:
    """The Postgres of the whole run."""
    if reason := databases.postgres_obstacle():
        if os.environ.get("THROUGHLINE_REQUIRE_POSTGRES") == "1":
            pytest.fail(f"Postgres is required and cannot be started: {reason}")
        pytest.skip(f"POSTGRES IS NOT TESTED: {reason}")
    server = databases.serve_postgres()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Database]:
    """The MariaDB of the whole run."""
    if reason := databases.mariadb_obstacle():
        if os.environ.get("THROUGHLINE_REQUIRE_MARIADB") == "1":
            pytest.fail(f"MariaDB is required and cannot be started: {reason}")
        pytest.skip(f"MARIADB IS NOT TESTED: {reason}")
    server = databases.serve_mariadb()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def tryton(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tryton]:
    """The Tryton of the whole run."""
    server = _live("TRYTON", lambda: serve_tryton(tmp_path_factory.mktemp("tryton")))
    yield server
    server.end()


@pytest.fixture(scope="session")
def helpdesk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Helpdesk]:
    """The django-helpdesk of the whole run."""
    server = _live("DJANGO-HELPDESK", lambda: serve_helpdesk(tmp_path_factory.mktemp("helpdesk")))
    yield server
    server.end()


@pytest.fixture
def own_tryton(tmp_path: Path) -> Iterator[Tryton]:
    """A Tryton of one test alone."""
    (tmp_path / "tryton").mkdir()
    server = _live("TRYTON", lambda: serve_tryton(tmp_path / "tryton"))
    yield server
    server.end()


@pytest.fixture
def own_helpdesk(tmp_path: Path) -> Iterator[Helpdesk]:
    """A django-helpdesk of one test alone."""
    (tmp_path / "helpdesk").mkdir()
    server = _live("DJANGO-HELPDESK", lambda: serve_helpdesk(tmp_path / "helpdesk"))
    yield server
    server.end()


def _live(name: str, serve: Callable[[], T]) -> T:
    """A live system; where it cannot be built its tests are skipped, unless they are required."""
    try:
        return serve()
    except Unavailable as error:
        if os.environ.get("THROUGHLINE_REQUIRE_LIVE") == "1":
            pytest.fail(f"{name} is required and cannot be started: {error}")
        pytest.skip(f"{name} IS NOT TESTED: {' '.join(str(error).split())}")


@pytest.fixture(params=["embedded", "neo4j"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine whose graph is migrated and holds nothing but its head, embedded and Neo4j in turn.

    A test may set how large its batches are: the next one finds them as they were.
    """
    found: Engine = request.getfixturevalue(f"{request.param}_engine")
    size = found.batch
    blank(found)
    yield found
    found.batch = size


@pytest.fixture
def address(request: pytest.FixtureRequest, engine: Engine) -> str:
    """What another process opens the same graph by, with `tests.graphs.reopen`."""
    if engine.name == "embedded":
        return str(request.getfixturevalue("embedded_folder"))
    return " ".join(request.getfixturevalue("neo4j_address"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly at the end when Neo4j, a database or real data was left out."""
    reasons = {str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", [])}
    for reason in sorted(one for one in reasons if "NOT TESTED" in one):
        terminalreporter.write_line(reason.removeprefix("Skipped: "), red=True, bold=True)

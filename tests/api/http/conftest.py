"""The door over HTTP on both engines: one world for the tests of a module that only read it, or one for each test."""

from __future__ import annotations

import pytest

from graph.engines.base import Engine
from tests.api.http.house import House, house
from tests.graphs import blank


@pytest.fixture(scope="module", params=["embedded", "neo4j"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A world that the tests of a module share."""
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    blank(engine)
    return house(engine, tmp_path_factory.mktemp("home"))


@pytest.fixture
def own(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A world of the test's own."""
    return house(engine, tmp_path_factory.mktemp("home"))

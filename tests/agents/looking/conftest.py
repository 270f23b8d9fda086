"""Graphs that are looked around in, on both engines."""

from __future__ import annotations

import pytest

from agents.looking.lookups import Lookups
from graph.engines.base import Engine
from graph.store import Store
from tests.agents import world


@pytest.fixture
def store(engine: Engine) -> Store:
    return world.built(engine)


@pytest.fixture
def lookups(store: Store) -> Lookups:
    return Lookups(store, world.SECRET)

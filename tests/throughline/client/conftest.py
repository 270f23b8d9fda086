"""A real server over a small world, on both engines, and a client for each of its principals."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from graph.engines.base import Engine
from tests.api.http.house import House, house
from throughline.client import Client


@dataclass(frozen=True)
class Served:
    """A world that is served, and where."""

    house: House
    url: str

    def client(self, who: str, **more: Any) -> Client:
        """A client of somebody."""
        return Client(self.url, self.house.keys.get(who, who), **more)


@contextmanager
def serving(found: House) -> Iterator[Served]:
    """Serve a house on a port of its own."""
    server = uvicorn.Server(uvicorn.Config(found.app, "127.0.0.1", 0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.02)
        yield Served(found, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}")
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def served(engine: Engine, tmp_path: Path) -> Iterator[Served]:
    """A world of the test's own."""
    with serving(house(engine, tmp_path)) as found:
        yield found


@pytest.fixture
def stingy(engine: Engine, tmp_path: Path) -> Iterator[Served]:
    """One that answers each principal twice a minute."""
    with serving(house(engine, tmp_path, rate=2)) as found:
        yield found

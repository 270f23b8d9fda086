"""A server whose engine is killed tells so, and serves again once there is an engine."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api import wiring
from api.http.app import create
from api.http.standing import Standing
from api.settings import Settings
from api.wiring import Wired
from graph.engines.embedded import stop_embedded
from ontology.errors import Unavailable


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    found = Settings(home=tmp_path / "home", user="ann", idle_minutes=1)
    yield found
    stop_embedded(found.graph_folder)


def test_the_graph_is_open_again_after_its_engine_was_killed(settings: Settings) -> None:
    standing = Standing(lambda: wiring.opened(settings))
    key = standing.wired.principals.first("ann", "ann")
    assert key is not None
    client = TestClient(create(standing), raise_server_exceptions=False)
    headers = {"Authorization": f"Bearer {key.token}"}
    assert client.get("/ready").json()["engine"] == "embedded"
    before = standing.wired
    engine = json.loads((settings.graph_folder / "engine.json").read_text())
    os.kill(engine["java"], signal.SIGKILL)
    told = client.get("/ready")
    assert (told.status_code, told.headers["content-type"]) == (503, "application/problem+json")
    assert client.get("/health").status_code == 200
    assert client.get("/me", headers=headers).json()["name"] == "ann"
    assert client.get("/ready").status_code == 200
    assert standing.wired is not before
    standing.close()


def test_what_answers_is_not_opened_again(settings: Settings) -> None:
    standing = Standing(lambda: wiring.opened(settings))
    before = standing.wired
    standing.renew()
    assert standing.wired is before
    standing.close()


def test_while_it_cannot_be_opened_requests_are_told_so(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = False

    @contextmanager
    def opening() -> Iterator[Wired]:
        if failing:
            raise Unavailable("no engine")
        with wiring.opened(settings) as wired:
            yield wired

    def away() -> None:
        raise Unavailable("away")

    standing = Standing(opening)
    client = TestClient(create(standing), raise_server_exceptions=False)
    monkeypatch.setattr(standing.wired.store, "head", away)
    failing = True
    assert [client.get("/ready").status_code for _ in range(2)] == [503, 503]
    failing = False
    assert [client.get("/ready").status_code for _ in range(2)] == [503, 200]
    standing.close()


def test_what_is_closed_is_not_opened_again(settings: Settings) -> None:
    openings = 0

    def opening() -> AbstractContextManager[Wired]:
        nonlocal openings
        openings += 1
        return wiring.opened(settings)

    standing = Standing(opening)
    standing.close()
    standing.renew()
    assert openings == 1

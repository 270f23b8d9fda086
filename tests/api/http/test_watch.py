from __future__ import annotations

import logging
import re

import pytest
from fastapi.testclient import TestClient

from api.http.app import create
from ontology.errors import Unavailable
from tests.agents import world
from tests.api.http.house import House


def fresh(house: House) -> House:
    """The same world behind an app that has counted nothing yet."""
    app = create(house.wired, rate=0)
    return House(house.wired, app, TestClient(app, raise_server_exceptions=False), house.keys)


def counts(house: House) -> dict[str, float]:
    """The counts as Prometheus reads them."""
    answer = house.get("/metrics", "otto")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=1.0.0")
    return {
        name: float(value) for name, _, value in (line.rpartition(" ") for line in answer.text.splitlines())
        if not name.startswith("#")
    }  # fmt: skip


def test_requests_are_counted_by_what_the_document_calls_them(shared: House) -> None:
    house = fresh(shared)
    house.get("/decisions/7/why")
    house.get("/decisions/8/why")
    house.get("/me", None)
    house.get("/some/where")
    house.ask("BREW", "/me")
    found = counts(house)
    name = "throughline_http_requests_total"
    assert found[f'{name}{{method="GET",path="/decisions/{{id}}/why",status="404"}}'] == 2
    assert found[f'{name}{{method="GET",path="/me",status="401"}}'] == 1
    assert found[f'{name}{{method="GET",path="(nowhere)",status="404"}}'] == 1
    assert [one for one in found if 'method="OTHER"' in one]
    assert found['throughline_http_request_seconds_count{method="GET",path="/decisions/{id}/why"}'] == 2
    assert found["throughline_graph_up"] == 1
    assert found["throughline_graph_sequence"] == house.wired.store.head()[0]


def test_an_engine_that_is_away_is_counted_as_such(shared: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house = fresh(shared)
    metrics = house.app.state.door.metrics

    class Away:
        def ask(self, *_: object, **__: object) -> None:
            raise Unavailable("away")

    assert b"throughline_graph_up 1.0" in metrics.text(house.wired.engine)
    assert b"throughline_graph_up 0.0" in metrics.text(Away())


def test_lines_of_the_log_name_callers_and_endpoints_and_nothing_that_was_asked(
    shared: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "throughline.http"):
        shared.get("/impact", "maria", params={"subject": str(world.CUSTOMER)})
        shared.get("/me", None)
    lines = [record.getMessage() for record in caplog.records if record.name == "throughline.http"]
    assert [re.sub(r"[\d.]+ ms", "N ms", line) for line in lines] == [
        "GET /impact 200 N ms maria", "GET /me 401 N ms -",
    ]  # fmt: skip

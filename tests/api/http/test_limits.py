from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.http.app import create
from api.http.limits import MOST, Limits
from ontology.errors import Limited
from tests.api.http.house import House


class Clock:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_is_emptied_and_fills_at_an_even_pace() -> None:
    clock = Clock()
    limits = Limits(60, clock)
    for _ in range(60):
        limits.take("ann")
    with pytest.raises(Limited, match="`ann` asks more than 60 times a minute") as caught:
        limits.take("ann")
    assert caught.value.seconds == 1
    limits.take("ben")
    clock.now = 0.9
    with pytest.raises(Limited):
        limits.take("ann")
    clock.now = 2.0
    limits.take("ann")
    limits.take("ann")
    with pytest.raises(Limited):
        limits.take("ann")
    clock.now = 1e6
    for _ in range(60):
        limits.take("ann")
    with pytest.raises(Limited):
        limits.take("ann")


def test_nobody_is_limited_by_none() -> None:
    limits = Limits(0)
    for _ in range(1_000):
        limits.take("ann")


def test_names_that_ask_little_are_forgotten_first() -> None:
    limits = Limits(2, Clock())
    limits.take("greedy")
    limits.take("greedy")
    for number in range(MOST + 10):
        limits.take(f"name {number}")
    with pytest.raises(Limited):
        limits.take("greedy")


def test_who_asks_too_much_is_told_when_it_may_again(shared: House) -> None:
    app = create(shared.wired, rate=2)
    house = House(shared.wired, app, TestClient(app, raise_server_exceptions=False), shared.keys)
    assert [house.get("/me", "maria").status_code for _ in range(3)] == [200, 200, 429]
    refused = house.get("/me", "maria")
    assert refused.json()["title"] == "too many requests"
    assert refused.headers["retry-after"] == "30"
    assert house.get("/me", "otto").status_code == 200


def test_guessing_keys_is_limited_before_the_graph_is_asked(shared: House, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create(shared.wired, rate=2)
    house = House(shared.wired, app, TestClient(app, raise_server_exceptions=False), shared.keys)
    assert house.get("/me", "maria").status_code == 200
    guess = f"tl_{'0' * 16}_{'x' * 43}"
    assert [house.get("/me", guess).status_code for _ in range(2)] == [401, 401]
    with monkeypatch.context() as patched:
        patched.setattr(shared.wired.principals, "caller", lambda _: pytest.fail("the graph was asked"))
        assert house.get("/me", guess).status_code == 429
    assert house.get("/me", "maria").status_code == 200


def test_a_body_beyond_the_limit_is_not_read(shared: House) -> None:
    app = create(shared.wired, rate=0, largest_body=1_000)
    house = House(shared.wired, app, TestClient(app, raise_server_exceptions=False), shared.keys)
    large = {"subject": "x" * 2_000}
    refused = house.post("/contexts", large)
    assert (refused.status_code, refused.headers["content-type"]) == (413, "application/problem+json")
    chunks = (b" " * 600 for _ in range(3))
    streamed = house.ask("POST", "/contexts", content=chunks, headers={"Content-Type": "application/json"})
    assert streamed.status_code == 413
    assert house.post("/contexts", large, None).status_code in (401, 413)

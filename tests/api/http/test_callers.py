from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agents.principals import Principals, Wanted
from api.http.callers import SECONDS, Callers
from tests.api.http.house import REFUND, House


class Clock:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(own: House) -> Clock:
    """The clock by which the door remembers callers."""
    found = Clock()
    own.app.state.door = replace(own.app.state.door, callers=Callers(found))
    return found


def elsewhere(house: House) -> Principals:
    """What another process changes rights by."""
    return Principals(house.wired.engine)


def test_who_reads_again_within_a_moment_is_not_looked_up(
    own: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    look_up = own.wired.principals.caller
    monkeypatch.setattr(own.wired.principals, "caller", lambda key: asked.append(key) or look_up(key))  # type: ignore[func-returns-value]
    first = own.get("/me", "refund-agent").json()
    assert own.get("/me", "refund-agent").json() == first
    assert own.post("/contexts", REFUND, "refund-agent").status_code == 200
    assert len(asked) == 1
    clock.now = SECONDS
    assert own.get("/me", "refund-agent").json() == first
    assert len(asked) == 2


def test_a_key_that_another_process_revokes_lets_nobody_in_a_moment_later(own: House, clock: Clock) -> None:
    made = own.wired.principals.make_key("maria", "tests")
    assert own.get("/me", made.token).status_code == 200
    elsewhere(own).revoke(made.id, "tests")
    clock.now = SECONDS * 0.999
    assert own.get("/me", made.token).status_code == 200
    clock.now = SECONDS
    assert own.get("/me", made.token).status_code == 401


def test_what_this_process_changes_holds_at_once(own: House, clock: Clock) -> None:
    principals = own.wired.principals
    made = principals.make_key("maria", "tests")
    assert own.get("/me", made.token).status_code == 200
    principals.change(Wanted(name="maria", kind="person", roles=["analyst"]), "tests")
    assert own.get("/me", made.token).json()["roles"] == ["analyst"]
    principals.revoke(made.id, "tests")
    assert own.get("/me", made.token).status_code == 401
    assert own.get("/me", "maria").status_code == 200
    principals.remove("maria", "tests")
    assert own.get("/me", "maria").status_code == 401


def test_who_was_refused_is_not_remembered(own: House, clock: Clock) -> None:
    made = own.wired.principals.make_key("maria", "tests")
    assert own.get("/me", made.token[:-1] + ("a" if made.token[-1] != "a" else "b")).status_code == 401
    assert own.get("/me", made.token).status_code == 200


@pytest.mark.parametrize(("method", "path", "who"), [
    ("POST", "/decisions", "refund-agent"), ("POST", "/cypher", "ana"), ("GET", "/metrics", "otto"),
    ("GET", "/principals", "root"),
])  # fmt: skip
def test_who_would_do_more_than_read_is_looked_up_each_time(
    own: House, clock: Clock, method: str, path: str, who: str
) -> None:
    assert own.get("/me", who).status_code == 200
    (key,) = own.wired.principals.keys(who)
    body: dict[str, Any] = {"content": b"{", "headers": {"Content-Type": "application/json"}}
    assert own.ask(method, path, who, **body).status_code not in (401, 403)
    elsewhere(own).revoke(key.id, "tests")
    assert own.ask(method, path, who, **body).status_code == 401

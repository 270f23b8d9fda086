"""Acting on decisions over HTTP: who may, once, and what became of it."""

from __future__ import annotations

from typing import Any

import yaml

from agents.principals import Wanted
from agents.proposal import Principal
from graph.actions import own as named
from tests.agents.acting.target import Target, target
from tests.api.http.house import House


def decided(house: House) -> str:
    answer = house.post("/decisions", house.proposal(house.context(at="2026-03-10")), "refund-agent")
    assert (answer.status_code, answer.json()["status"]) == (201, "judged"), answer.text
    return str(answer.json()["number"])


def settle(house: House, there: Target) -> None:
    options: dict[str, Any] = {"url": there.url, "honours_keys": there.honours}
    house.wired.settings.actions_file.write_text(yaml.safe_dump({"refund": {"plugin": "http", "options": options}}))


def test_an_agent_acts_on_its_own_decision_once(own: House) -> None:
    number = decided(own)
    assert own.get(f"/decisions/{number}/action", "maria").status_code == 404
    with target() as there:
        settle(own, there)
        first, again = (own.post(f"/decisions/{number}/action", None, "refund-agent") for _ in range(2))
    assert (first.status_code, first.json()["status"], first.json()["effects"][0]["reference"]) == (200, "acted", "R-1")
    assert again.json() == first.json() == own.get(f"/decisions/{number}/action", "maria").json()
    assert there.carried == [named(first.json()["decision"], "action")]
    assert own.get(f"/decisions/{number}", "maria").json()["status"] == "acted"
    assert [one["status"] for one in own.get("/decisions?status=acted", "maria").json()["items"]] == ["acted"]
    assert own.get("/actions", "maria").json() == {"items": []}


def test_the_decision_of_another_agent_takes_an_operator(own: House) -> None:
    number = decided(own)
    own.wired.principals.add(Wanted(name="other-agent", kind="software", roles=["agent"], acts_for=["maria"]), "tests")
    own.keys["other-agent"] = own.wired.principals.make_key("other-agent", "tests").token
    with target() as there:
        settle(own, there)
        refused = own.post(f"/decisions/{number}/action", None, "other-agent")
        assert (refused.status_code, there.carried) == (403, [])
        assert "decision `1` is `refund-agent`'s" in refused.json()["title"] + refused.json().get("detail", "")
        assert own.post(f"/decisions/{number}/action", None, "root").json()["status"] == "acted"


def test_what_is_unknown_is_settled_by_an_operator(own: House) -> None:
    number = decided(own)
    with target(honours=False, loses=1) as there:
        settle(own, there)
        assert own.post(f"/decisions/{number}/action", None, "refund-agent").json()["status"] == "unknown"
        again = own.post(f"/decisions/{number}/action", None, "refund-agent")
    assert again.status_code == 409
    assert [one["status"] for one in own.get("/actions", "maria").json()["items"]] == ["unknown"]
    said = {"status": "failed", "because": "the bank shows nothing"}
    assert own.post(f"/decisions/{number}/action/settlement", said, "refund-agent").status_code == 403
    assert own.post(f"/decisions/{number}/action/settlement", said, "otto").json()["status"] == "failed"
    assert own.post(f"/decisions/{number}/action/settlement", said, "otto").status_code == 409
    assert own.wired.executor(Principal(name="otto", kind="person")).unfinished().items == []

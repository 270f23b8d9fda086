"""Policies and agents over HTTP: who may add, activate, register and ask."""

from __future__ import annotations

from typing import Any

from tests.api.http.house import House

NOBODY = {"files": {"none.cedar": '@id("nobody") @says("Nobody.") forbid (principal, action, resource);'}}
BOT: dict[str, Any] = {
    "name": "bot", "version": "1", "owner": "maria", "model": "m-1", "tier": 2, "instructions": "refunds",
}  # fmt: skip


def test_a_decision_tells_its_verdict(own: House) -> None:
    made = own.post("/decisions", own.proposal(own.context(at="2026-03-10")), "refund-agent").json()
    assert (made["status"], made["verdict"]["outcome"]) == ("judged", "allow")
    assert own.get("/decisions/1").json()["verdict"] == made["verdict"]
    assert [one["number"] for one in own.get("/decisions", params={"status": "judged"}).json()["items"]] == [1]
    assert own.get("/decisions", params={"status": "denied"}).json()["items"] == []


def test_an_operator_adds_and_another_puts_in_force(own: House) -> None:
    made = own.post("/policies", NOBODY, "otto")
    assert (made.status_code, made.json()["added_by"]) == (201, ["otto"])
    where = made.headers["location"]
    assert own.post("/policies", NOBODY, "maria").status_code == 403
    assert own.post(f"{where}/activation", {}, "otto").status_code in (403, 422)
    assert own.ask("POST", f"{where}/activation", "otto").status_code == 403
    assert own.ask("POST", f"{where}/activation", "maria").status_code == 403
    done = own.ask("POST", f"{where}/activation", "root")
    assert (done.status_code, done.json()["changed"]) == (200, True)
    assert [one["in_force"] for one in own.get("/policies", "maria").json()["items"]] == [True, False]
    assert own.get(where, "maria").json()["policies"][0]["says"] == "Nobody."
    assert (
        own.post("/decisions", own.proposal(own.context(at="2026-03-10")), "refund-agent").json()["status"] == "denied"
    )
    assert own.ask("POST", "/policies/shipped/activation", "otto").json()["changed"]
    assert own.get("/policies/00000000").status_code == 404
    wrong = own.post("/policies", {"files": {"a.cedar": "permit"}}, "otto")
    assert (wrong.status_code, wrong.json()["details"][0].startswith("a.cedar:1: ")) == (422, True)


def test_policy_is_asked_over_http_and_nothing_is_recorded(own: House) -> None:
    context = own.context(at="2026-03-10")
    said = own.proposal(context, idempotency_key=None)
    found = own.post("/verdicts", said, "refund-agent")
    assert (found.status_code, found.json()["outcome"]) == (200, "allow")
    assert own.post("/verdicts", said, "maria").status_code == 403
    assert own.get("/decisions").json()["items"] == []


def test_an_admin_registers_and_retires_agents(own: House) -> None:
    assert own.post("/agents", BOT).json()["changed"] is True
    assert own.post("/agents", BOT, "otto").status_code == 403
    assert own.post("/agents", {**BOT, "tier": 4}).status_code == 422
    names = [one["name"] for one in own.get("/agents", "maria").json()["items"]]
    assert names == ["bot", "refund-agent"]
    assert own.ask("DELETE", "/agents/bot", "otto").status_code == 403
    assert own.ask("DELETE", "/agents/bot", params={"version": "2"}).status_code == 404
    assert own.ask("DELETE", "/agents/bot").json()["items"][0]["ended_by"] == "root"
    assert own.get("/agents/bot", "maria").json()["items"][0]["until"] is not None
    assert own.get("/agents/nobody").status_code == 404

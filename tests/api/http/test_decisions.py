from __future__ import annotations

from typing import Any

import pytest

from tests.agents import world
from tests.api.http.house import House


def test_a_context_is_read_by_the_caller_and_decided_on_by_it(own: House) -> None:
    context = own.context()
    assert context["inputs"]["reader"] == "refund-agent"
    answer = own.post("/decisions", own.proposal(context), "refund-agent")
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["created"], made["cites"]) == (True, [context["facts"][0]["statement"]])
    assert answer.headers["location"] == f"/decisions/{made['number']}"
    stored = own.get(f"/decisions/{made['number']}/why", "maria").json()
    assert stored["sentence"].startswith("refund-agent, for maria, chose `refund`")
    people = {(one["name"], one["kind"]) for one in _principals(own, made["id"])}
    assert people == {("refund-agent", "software"), ("maria", "person")}


def _principals(house: House, decision: str) -> Any:
    question = "MATCH (:Decision {id: $id})-[:WAS_GENERATED_BY]->(m) WITH m "
    question += "MATCH (m)-[:WAS_ASSOCIATED_WITH]->(p) RETURN p.name AS name, p.kind AS kind"
    return house.wired.engine.ask(question, id=decision)


def test_a_repetition_is_the_same_decision_and_another_one_under_its_key_is_refused(own: House) -> None:
    proposal = own.proposal(own.context())
    first, again = (own.post("/decisions", proposal, "refund-agent") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "created": False}
    header = {"Idempotency-Key": "case-17"}
    by_header = own.post("/decisions", {**proposal, "idempotency_key": None}, "refund-agent", headers=header)
    assert by_header.json()["id"] == first.json()["id"]
    other = own.post("/decisions", {**proposal, "because": "of something else"}, "refund-agent")
    assert (other.status_code, other.json()["type"]) == (409, "urn:tl:problem:conflict")


@pytest.mark.parametrize(
    ("more", "status", "says"),
    [
        ({"agent": "maria"}, 403, "cannot decide as `maria`"),
        ({"agent": {"name": "refund-agent", "kind": "person"}}, 403, "cannot decide as"),
        ({"on_behalf_of": "otto"}, 403, "may not act for `otto`"),
        ({"on_behalf_of": "refund-agent"}, 403, "acts for somebody else"),
        ({"on_behalf_of": {"name": "maria", "kind": "team"}}, 422, "`maria` is a person"),
        ({"idempotency_key": None}, 422, "no idempotency key"),
        ({"context_id": "forged"}, 403, ""),
        ({"cites": ["urn:tl:record:" + "0" * 32 + "#status"]}, 403, "was not shown"),
    ],
)
def test_who_decides_for_whom_on_what_is_held_against_the_caller(
    shared: House, more: dict[str, Any], status: int, says: str
) -> None:
    answer = shared.post("/decisions", shared.proposal(shared.context(), **more), "refund-agent")
    assert answer.status_code == status, answer.text
    assert says in answer.json()["detail"]


@pytest.mark.parametrize(
    "more",
    [{"agent": "refund-agent"}, {"agent": {"name": "refund-agent", "kind": "software"}}, {"on_behalf_of": "maria"}],
)
def test_what_is_told_as_it_is_is_no_mistake(own: House, more: dict[str, Any]) -> None:
    assert own.post("/decisions", own.proposal(own.context(), **more), "refund-agent").status_code == 201


def test_nobody_decides_on_what_somebody_else_was_shown(own: House) -> None:
    theirs = own.proposal(own.context("root"))
    answer = own.post("/decisions", theirs, "refund-agent")
    assert answer.status_code == 403, answer.text
    assert answer.json()["detail"] == "`root` asked for the context, not `refund-agent`"
    assert own.post("/decisions", theirs, "root").status_code == 201


def test_a_person_decides_for_itself(own: House) -> None:
    answer = own.post("/decisions", own.proposal(own.context("root")), "root")
    assert answer.status_code == 201, answer.text
    why = own.get("/decisions/1/why").json()
    assert why["sentence"].startswith("root, for root, chose")


def test_a_principal_that_was_removed_is_acted_for_no_more(own: House) -> None:
    context = own.context()
    own.wired.principals.remove("maria", "tests")
    answer = own.post("/decisions", own.proposal(context), "refund-agent")
    assert (answer.status_code, answer.json()["detail"]) == (403, "`maria` is not a principal")


def test_walks_over_http_say_what_the_commands_say(own: House) -> None:
    own.post("/decisions", own.proposal(own.context()), "refund-agent")
    commands, reader = own.wired.commands, own.wired.reader("tests", "maria")
    assert own.get("/decisions/1/why").json() == commands.why("1", reader).model_dump(mode="json")
    assert own.get("/decisions/1/trace").json() == commands.trace("1", reader).model_dump(mode="json")
    assert own.get("/decisions/1/replay").json()["verdict"] == "same"
    assert own.get("/decisions/1/drift").json()["drifted"] == []
    subject = f"{world.CASE}#status"
    found = own.get("/impact", params={"subject": subject}).json()
    assert found == commands.impact(subject, reader).model_dump(mode="json")
    assert own.get("/decisions/2/why").status_code == 404
    assert own.get("/decisions/1/drift", params={"as_of": 1}).status_code == 422


def test_the_document_says_that_the_idempotency_key_is_required(shared: House) -> None:
    told = shared.app.openapi()
    header = next(one for one in told["paths"]["/decisions"]["post"]["parameters"] if one["name"] == "Idempotency-Key")
    field = told["components"]["schemas"]["Proposed"]["properties"]["idempotency_key"]
    for one in (header, field):
        assert one["description"].endswith("without it, the answer is *422*.")
    assert (
        shared.post("/decisions", shared.proposal(shared.context(), idempotency_key=None), "refund-agent").status_code
        == 422
    )

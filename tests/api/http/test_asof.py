"""As of when, over HTTP: the same at every door."""

from __future__ import annotations

from typing import Any

import pytest

from graph.clock import now
from graph.model import Reader
from tests.agents import world
from tests.api.http.house import REFUND, House
from tests.api.http.test_examples import DOCUMENT, required

DATED: dict[str, dict[str, Any]] = {
    path: operations["get"]
    for path, operations in DOCUMENT["paths"].items()
    if any(one["name"] == "as_of" for one in operations.get("get", {}).get("parameters", ()))
}
"""What can be read as of a sequence or date."""


@pytest.fixture
def decided(own: House) -> House:
    """The world with a decision."""
    assert own.post("/decisions", own.proposal(own.context()), "refund-agent").status_code == 201
    return own


def asked(house: House, path: str, **more: str) -> Any:
    """The answer to the example of a question, with more."""
    places, params = required(DATED[path], "path"), required(DATED[path], "query")
    return house.get(path.format(**places), params={**params, **more})


def test_every_door_refuses_what_lies_ahead(decided: House) -> None:
    for path in DATED:
        for ahead, says in (("2999-01-01", "lies in the future"), ("3000", "is not in this graph")):
            refused = asked(decided, path, as_of=ahead)
            assert refused.status_code == 422, (path, refused.text)
            assert f"`{ahead}` {says}" in refused.json()["detail"], path
    refused = decided.post("/contexts", {**REFUND, "as_of": "2999-01-01"}, "refund-agent")
    assert (refused.status_code, "up to now" in refused.json()["mend"]) == (422, True)


def test_the_present_may_be_named_by_its_date(decided: House) -> None:
    for path in DATED:
        assert asked(decided, path, as_of=now()).status_code == 200, path


def test_lists_are_empty_before_the_first_commit(decided: House) -> None:
    for path in (
        "/entities?",
        "/entities?class=Case&",
        "/search?words=alfreds&class=Case&",
        "/decisions?",
        "/changes?",
    ):
        told = decided.get(f"{path}as_of=2000-01-01").json()
        assert (told["items"], told["next"], told["seq"]) == ([], None, 0), path


def test_what_is_not_there_yet_is_told_before_the_first_commit(decided: House) -> None:
    for path in ("/entities/{}", "/entities/{}/neighbours", "/entities/{}/timeline"):
        answer = decided.get(path.format(world.CUSTOMER), params={"as_of": 0})
        assert (answer.status_code, "the first commit is sequence 1" in answer.json()["mend"]) == (404, True), path
    answer = decided.post("/contexts", {**REFUND, "as_of": 0}, "refund-agent")
    assert (answer.status_code, "the first commit is sequence 1" in answer.json()["mend"]) == (404, True)


def test_no_words_were_in_force_before_the_first(decided: House) -> None:
    for path in ("/ontology", "/ontology/refund"):
        answer = decided.get(path, params={"as_of": 0})
        assert (answer.status_code, answer.json()["detail"]) == (404, "no ontology was in force as of sequence 0")
        assert answer.json()["mend"] == "the first is in force since sequence 1"
        assert decided.get(path, params={"as_of": 1}).json()["seq"] == 1


def test_changes_go_on_from_a_sequence_or_a_date(decided: House) -> None:
    made = decided.get("/changes").json()["items"]
    after = decided.get("/changes", params={"since": made[2]["at"]}).json()["items"]
    assert after == decided.get("/changes", params={"since": 3}).json()["items"] == made[3:]
    assert decided.get("/changes", params={"since": "2000-01-01"}).json()["items"] == made
    for since in ("2999-01-01", "3000", "-1", "soon"):
        assert decided.get("/changes", params={"since": since}).status_code == 422, since


def test_walks_as_of_an_instant_are_those_of_the_commands(decided: House) -> None:
    store, commands = decided.wired.store, decided.wired.commands
    reader, then = Reader("root", "look"), now()
    world.write(store, world.payment(status="reversed", version="2026-03-09T00:00:00Z"))
    body = decided.proposal(decided.context(), idempotency_key="b", revises="1")
    assert decided.post("/decisions", body, "refund-agent").status_code == 201
    for path, found in (
        ("/decisions/1/why", commands.why("1", reader, then)),
        ("/decisions/1/trace", commands.trace("1", reader, then)),
        ("/decisions/1/replay", commands.replay("1", reader, then)),
        ("/decisions/1/drift", commands.drift("1", reader, then)),
        ("/decisions/1/evidence", commands.evidence("1", reader, then)),
        ("/decisions/1/timeline", commands.timeline("1", reader, then)),
        ("/decisions/1", decided.wired.lookups.decision("1", reader, then)),
        (f"/impact?subject={world.CASE}", commands.impact(str(world.CASE), reader, as_of=then)),
    ):
        told = decided.get(f"{path}{'&' if '?' in path else '?'}as_of={then}")
        assert told.json() == found.model_dump(mode="json"), path
    assert decided.get("/decisions/1").json()["status"] == "revised"
    assert decided.get("/decisions/1", params={"as_of": then}).json()["status"] == "awaiting"
    now_told, told = (decided.get("/decisions/1/exports/provn", params=asked).text for asked in ({}, {"as_of": then}))
    assert ("wasRevisionOf" in now_told or "prov:Revision" in now_told, "Revision" in told) == (True, False)
    assert decided.get("/decisions/2/why", params={"as_of": then}).status_code == 422


def test_a_clock_is_refused_where_it_would_say_nothing(decided: House) -> None:
    for path in (
        "/decisions/1", "/decisions/1/why", "/decisions/1/trace", "/decisions/1/replay", "/decisions/1/timeline",
        "/decisions/1/exports/provn", f"/records/{world.CASE}", f"/records/{world.CASE}/versions", "/changes", "/syncs",
        "/sources", "/quarantine", "/ontology",
    ):  # fmt: skip
        refused = decided.get(path, params={"at": "2026-03-01"})
        assert refused.status_code == 422, path
        assert "takes no parameter `at`" in refused.json()["detail"]

"""Every error is a problem document, wherever it comes from, and tells callers nothing of what lies behind."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import quote

import pytest
from neo4j import GraphDatabase

from graph.engines.base import Failed, Unstorable
from graph.engines.bolt import BoltEngine
from ontology.errors import Conflict, Invalid, NotFound, Refused, ThroughlineError, Unavailable
from tests.api.http.house import REFUND, House

JSON = {"Content-Type": "application/json"}


def problem(answer: Any, status: int) -> dict[str, Any]:
    """The problem document of a response."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    body = dict(answer.json())
    assert body["status"] == status
    assert body["type"].startswith("urn:tl:problem:")
    return body


def test_what_is_not_there_and_what_is_not_taken(shared: House) -> None:
    assert "nothing is at `/nowhere`" in problem(shared.get("/nowhere"), 404)["detail"]
    wrong = shared.ask("PATCH", "/principals/maria")
    assert problem(wrong, 405)["mend"] == "use DELETE, GET, HEAD, PUT"
    assert wrong.headers["allow"] == "DELETE, GET, HEAD, PUT"
    told = problem(shared.get("/decisions/1/drift", params={"asof": "3"}), 422)
    assert (told["detail"], told["mend"]) == (
        "`/decisions/{id}/drift` takes no parameter `asof`", "did you mean `as_of`?",
    )  # fmt: skip


@pytest.mark.parametrize("text", [b"{", b"", b'{"subject": }', b"\xff\xfe", b"[1, 2", b'"' + b"\\" + b'"'])
def test_a_body_that_is_not_json(shared: House, text: bytes) -> None:
    answer = shared.ask("POST", "/contexts", content=text, headers=JSON)
    assert answer.status_code in (400, 422)
    problem(answer, answer.status_code)


def test_malformed_json_is_told_with_its_place(shared: House) -> None:
    answer = shared.ask("POST", "/contexts", content=b'{"subject": }', headers=JSON)
    assert problem(answer, 400)["mend"] == "expecting value at character 12"


def test_another_type_of_body_is_refused(shared: House) -> None:
    for headers in ({"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}, {}):
        told = problem(shared.ask("POST", "/contexts", content=b'{"subject": "x"}', headers=headers), 415)
        assert told["mend"] == "send `Content-Type: application/json`"
    headers = {"Content-Type": "application/json; charset=utf-8"}
    problem(shared.ask("POST", "/contexts", content=b'{"subject": "x"}', headers=headers), 422)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b'{"a": 1, "subject": "x", "subject": "y"}', "the key `subject` is there twice in one object"),
        (b'{"a": [{"b": 1, "b": 1}]}', "the key `b` is there twice in one object"),
        (b'{"a": "\xff"}', "the body is not UTF-8, at byte 7"),
        (b"[" * 100_000, "the body is nested too deeply"),
        (b"9" * 10_000, "a number of the body has too many digits"),
    ],
)
def test_what_a_body_must_not_be_is_told_apart(shared: House, text: bytes, says: str) -> None:
    assert problem(shared.ask("POST", "/contexts", content=text, headers=JSON), 400)["detail"] == says


@pytest.mark.parametrize("more", [{"as_of": True}, {"budget": "2000"}, {"budget": True}, {"budget": 2000.0}])
def test_another_type_than_is_told_is_refused(shared: House, more: dict[str, Any]) -> None:
    assert problem(shared.post("/contexts", {**REFUND, **more}), 422)["details"]
    assert shared.post("/contexts", {**REFUND, "budget": 2000}).status_code == 200


def test_head_is_answered_as_get_without_a_body(shared: House) -> None:
    for path, status in (("/health", 200), ("/me", 200), ("/nowhere", 404)):
        asked, head = shared.get(path), shared.ask("HEAD", path)
        assert (head.status_code, head.content) == (status, b"")
        assert head.headers["content-length"] == asked.headers["content-length"]
    assert shared.ask("HEAD", "/me", None).status_code == 401
    assert shared.ask("HEAD", "/contexts").status_code == 405


def test_every_mistake_of_a_body_is_named(shared: House) -> None:
    body = {**REFUND, "budget": 0, "reader": "somebody else", "purpose": ""}
    details = problem(shared.post("/contexts", body), 422)["details"]
    assert {line.partition(":")[0] for line in details} == {"`body.budget`", "`body.reader`", "`body.purpose`"}


def test_a_wrong_name_in_a_body_is_told_with_the_nearest_right_one(shared: House) -> None:
    wrong = {"subjct": REFUND["subject"], "action": "refund", "purpose": "refund"}
    details = problem(shared.post("/contexts", wrong), 422)["details"]
    assert "`body.subjct`: did you mean `subject`?" in details
    assert "`body.subject`: field required" in details
    (told,) = problem(shared.post("/contexts", {**REFUND, "colour": "red"}), 422)["details"]
    assert told.startswith("`body.colour`: there is none of that name: there are ")
    assert "subject" in told
    options = ["refund", {"name": "decline", "droped": "the goods did arrive broken"}]
    details = problem(shared.post("/decisions", {"options": options}), 422)["details"]
    assert any("droped`: did you mean `dropped`?" in one for one in details), details


@pytest.mark.parametrize(
    "value", ["\x00", "\ud800", "\U0010ffff", "9" * 30, "²", "0001-01-01T00:00:00+23:00", "2026-03-01T09:30:00", "١"]
)
def test_no_text_makes_a_defect(shared: House, value: str) -> None:
    for name in ("subject", "action", "purpose", "as_of", "at"):
        answer = shared.post("/contexts", {**REFUND, name: value})
        assert answer.status_code < 500, (name, answer.text)
    quoted = quote(value.encode("utf-8", "surrogatepass"), safe="")
    paths = [f"/decisions/1/drift?{name}={quoted}" for name in ("as_of", "at", "purpose")]
    for path in (*paths, f"/decisions/{quoted}/why", f"/ontology/{quoted}", f"/impact?subject={quoted}"):
        assert shared.get(path).status_code < 500, path
    proposal = shared.proposal(shared.context("root"))
    for name in ("question", "because", "idempotency_key", "case_id", "choice"):
        assert shared.post("/decisions", {**proposal, name: value}).status_code < 500, name
    assert shared.post("/decisions", {**proposal, "action": {"a": value}}).status_code < 500
    assert shared.post("/decisions", {**proposal, "action": {value: 1}}).status_code < 500
    deep: Any = value
    for _ in range(300):
        deep = [deep]
    assert shared.post("/decisions", {**proposal, "action": {"a": deep}}).status_code < 500


@pytest.mark.parametrize(
    ("error", "status"),
    [(Invalid("a"), 422), (NotFound("a"), 404), (Conflict("a"), 409), (Refused("a", "b", ["c"]), 403)],
)
def test_our_errors_are_told_as_they_are(
    shared: House, monkeypatch: pytest.MonkeyPatch, error: ThroughlineError, status: int
) -> None:
    _raising(shared, monkeypatch, error)
    assert problem(shared.get("/decisions/1/why"), status) == error.problem()


@pytest.mark.parametrize(
    ("error", "status"),
    [(Unavailable("secret", "x", ["y"]), 503), (Failed("secret"), 503), (Unstorable("secret"), 422)],
)
def test_what_an_engine_says_is_for_the_log_alone(
    shared: House,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: ThroughlineError,
    status: int,
) -> None:
    _raising(shared, monkeypatch, error)
    answer = shared.get("/decisions/1/why")
    assert "secret" not in str(problem(answer, status))
    assert "secret" in caplog.text
    assert ("retry-after" in answer.headers) == (status == 503)


@pytest.mark.parametrize(
    ("error", "status"),
    [(Conflict("secret", "", ["secret"]), 409), (Refused("secret"), 503), (NotFound("secret"), 503),
     (Invalid("secret"), 503)],
)  # fmt: skip
def test_no_kind_of_an_engines_error_tells_where_it_is(
    shared: House,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: ThroughlineError,
    status: int,
) -> None:
    error.of_engine = True
    _raising(shared, monkeypatch, error)
    answer = shared.get("/decisions/1/why")
    assert "secret" not in str(problem(answer, status))
    assert "secret" in caplog.text
    assert ("retry-after" in answer.headers) == (status == 503)


def test_a_request_that_loses_its_engine_may_be_tried_again(own: House, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = own.wired.engine
    assert isinstance(engine, BoltEngine)
    lost = GraphDatabase.driver("bolt://127.0.0.1:1", auth=None)
    lost.close()
    monkeypatch.setattr(engine, "_driver", lost)
    answer = own.get("/decisions/1/why")
    assert engine.where not in str(problem(answer, 503))
    assert answer.headers["retry-after"] == "2"


def test_a_defect_is_told_as_one_and_logged(
    shared: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _raising(shared, monkeypatch, ZeroDivisionError("secret"))
    with caplog.at_level(logging.ERROR):
        answer = shared.get("/decisions/1/why")
    assert "secret" not in str(problem(answer, 500))
    assert "ZeroDivisionError: secret" in caplog.text


def test_the_log_of_a_defect_tells_the_route_and_nothing_of_what_was_asked(
    shared: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _raising(shared, monkeypatch, ZeroDivisionError())
    with caplog.at_level(logging.ERROR):
        assert shared.get("/decisions/1%0Aforged/why").status_code == 500
    assert "a defect, at GET /decisions/{id}/why" in caplog.messages
    assert "forged" not in "".join(caplog.messages)


def _raising(house: House, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def why(*_: object) -> None:
        raise error

    monkeypatch.setattr(house.wired.commands, "why", why)

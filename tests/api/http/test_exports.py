"""One decision over HTTP: its dossier, evidence and timeline, its page, and its provenance as documents."""

from __future__ import annotations

import pytest

from agents.exports.formats import FORMATS
from agents.exports.page import policy
from tests.agents import world
from tests.api.http.house import House


@pytest.fixture(scope="module")
def decided(shared: House) -> House:
    """A world with one decision, whose evidence has changed since."""
    context = shared.context()
    number = next(fact["n"] for fact in context["facts"] if fact["path"].endswith("settled_by/status"))
    answer = shared.post("/decisions", shared.proposal(context, cites=[number]), "refund-agent")
    assert answer.status_code == 201, answer.text
    world.write(shared.wired.store, world.payment(status="reversed", version="2026-03-09T00:00:00Z"))
    return shared


def test_walks_say_what_the_commands_say(decided: House) -> None:
    commands, reader = decided.wired.commands, decided.wired.reader("tests", "maria")
    evidence = decided.get("/decisions/1/evidence", "maria").json()
    assert evidence == commands.evidence("1", reader).model_dump(mode="json")
    timeline = decided.get("/decisions/1/timeline", "maria").json()
    assert timeline == commands.timeline("1", reader).model_dump(mode="json")
    dossier = decided.get("/decisions/1/dossier", "maria").json()
    assert (dossier["evidence"]["records"][0]["cited"], len(dossier["drift"]["drifted"])) == (True, 1)
    before = str(evidence["seq"] - 1)
    assert decided.get("/decisions/1/dossier", params={"as_of": before}).json()["drift"]["drifted"] == []
    assert decided.get("/decisions/1/evidence", params={"as_of": "1"}).status_code == 422


def test_a_page_comes_with_its_policy(decided: House) -> None:
    answer = decided.get("/decisions/1/page", "maria")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == policy()
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.text.startswith("<!doctype html>")
    assert "now reversed" in answer.text


@pytest.mark.parametrize("name", FORMATS)
def test_provenance_comes_in_every_format(decided: House, name: str) -> None:
    answer = decided.get(f"/decisions/1/exports/{name}", "maria")
    made = decided.wired.commands.export("1", decided.wired.reader("tests", "maria"), name)
    assert answer.content == made.body
    assert answer.headers["content-type"].partition(";")[0] == FORMATS[name].media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="{made.filename}"'
    again = decided.get(f"/decisions/1/exports/{name}", "maria", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_not_there_is_told(decided: House) -> None:
    for path in ("dossier", "evidence", "timeline", "page", "exports/turtle"):
        assert decided.get(f"/decisions/9/{path}").status_code == 404
    assert decided.get("/decisions/1/exports/pdf").status_code == 422

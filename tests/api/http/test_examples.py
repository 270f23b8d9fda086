"""The examples of the API's document: every one is sent as it stands, but for ids that no document can know."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from api.http.app import create
from api.wiring import Wired
from graph.clock import instant, now
from graph.model import Rejected
from graph.syncs import SyncEnd, SyncStart
from tests.agents import world
from tests.api.http.house import House, sell

PAGE = Path(__file__).parents[3] / "docs/http.md"
DOCUMENT = create(cast(Wired, None)).openapi()
OPERATIONS = [
    pytest.param(method.upper(), path, id=f"{method.upper()} {path}")
    for path, operations in DOCUMENT["paths"].items()
    for method in operations
]
REPLAY = "/quarantine/{id}/replay"
"""It takes a source with files: `test_operating` replays a row."""
SYNC = SyncStart("548937d55d642fd153cf03498ed3f836", "erp", "orders", "files", "files 1", "m", None, now())
HELD = Rejected("desk", "tickets", "line 7", '{"id": 7}', "`amount` is no number")


def resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema, or the one that it refers to."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return cast(Mapping[str, Any], DOCUMENT["components"]["schemas"][name]) if name else schema


def body(operation: Mapping[str, Any]) -> Any:
    """The example of a body: a whole one, or one made of those of its fields."""
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return None
    schema = resolved(content["application/json"]["schema"])
    if "examples" in schema:
        return dict(schema["examples"][0])
    fields = schema["properties"]
    assert [name for name in schema.get("required", ()) if "examples" not in fields[name]] == []
    return {name: one["examples"][0] for name, one in fields.items() if "examples" in one}


def required(operation: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The examples of the parameters that must be told."""
    found = [one for one in operation.get("parameters", ()) if one["in"] == where and one["required"]]
    return {one["name"]: one["schema"]["examples"][0] for one in found}


@pytest.fixture
def furnished(own: House) -> Iterator[House]:
    """The world with a decision that may be acted on, a sync, a source to be synced, and a row that was not taken."""
    proposal = own.proposal(own.context(at="2026-03-10"), idempotency_key="the first")
    made = own.post("/decisions", proposal, "refund-agent")
    assert (made.status_code, made.json()["status"]) == (201, "judged")
    own.wired.settings.actions_file.write_text("refund: {plugin: record}")
    sell(own)
    own.wired.store.begin_sync(SYNC)
    own.wired.store.end_sync(SyncEnd(SYNC.sync, "done", now()), SYNC)
    world.write(own.wired.store, rejected=(HELD,))
    yield own
    own.app.state.door.syncs.close()


def known(house: House, method: str, path: str) -> dict[str, str]:
    """What only this world knows: the ids that stand in for those of the document."""
    if path.startswith("/quarantine/"):
        return {"id": house.get("/quarantine").json()["items"][0]["id"]}
    if path == "/sources/{name}/syncs/{id}":
        return {"id": house.post("/sources/erp/syncs", {"dry_run": True}).json()["id"]}
    if (method, path) == ("GET", "/decisions/{id}/action"):
        assert house.post("/decisions/1/action", None).status_code == 200
    if path == "/decisions/{id}/action/settlement":
        slow = [sys.executable, "-c", "import time; time.sleep(60)"]
        said = {"refund": {"plugin": "command", "options": {"command": slow, "timeout": 0.1}}}
        house.wired.settings.actions_file.write_text(json.dumps(said))
        assert house.post("/decisions/1/action", None).json()["status"] == "unknown"
    if path == "/keys/{id}":
        return {"id": house.get("/principals/maria/keys").json()["items"][0]["id"]}
    return {}


@pytest.mark.parametrize(("method", "path"), [one for one in OPERATIONS if one.values[1] != REPLAY])
def test_an_example_is_answered(furnished: House, method: str, path: str) -> None:
    operation = DOCUMENT["paths"][path][method.lower()]
    places = {**required(operation, "path"), **known(furnished, method, path)}
    said = body(operation)
    if (method, path) in (("POST", "/decisions"), ("POST", "/verdicts")):
        said["context_id"] = furnished.context()["id"]
    if path == "/principals/{name}" and method == "PUT":
        said["name"] = places["name"]
    who = "refund-agent" if path in ("/decisions", "/verdicts") and method == "POST" else "root"
    more = {"json": said} if said is not None else {}
    answer = furnished.ask(method, path.format(**places), who, params=required(operation, "query"), **more)
    assert answer.status_code < 300, answer.text


def examples(schema: Mapping[str, Any]) -> Iterator[Any]:
    yield from schema.get("examples", ())
    for one in schema.get("anyOf", ()):
        yield from examples(one)


def test_every_parameter_has_a_description_and_dates_are_dates() -> None:
    for path, operations in DOCUMENT["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            for one in operation.get("parameters", ()):
                assert "description" in one or '"description"' in json.dumps(one["schema"]), (path, one["name"])
                if one["name"] in ("as_of", "at"):
                    assert [instant(text) for text in examples(one["schema"])], path


def test_the_page_names_every_endpoint_and_none_else() -> None:
    told = re.findall(r"^\| `([A-Z]+) (/\S*)` \| (?:`(\w+)`|open) \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert set(told) == {
        (method.upper(), path, operation.get("x-permission", ""), operation["summary"])
        for path, operations in DOCUMENT["paths"].items()
        for method, operation in operations.items()
    }

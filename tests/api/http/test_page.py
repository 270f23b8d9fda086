"""The page on HTTP: its requests are sent one after the other, and answered as it shows."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import orjson

from tests.api.http.house import House, sell

PAGE = (Path(__file__).parents[3] / "docs/http.md").read_text("utf-8")
PAIRS = re.findall(r"```http\n(.*?)```\n```json\n(.*?)```", PAGE, re.DOTALL)
ANYTHING = "…"


def agrees(shown: Any, found: Any) -> bool:
    """Whether an answer is what the page shows of it: further fields and items may be left out."""
    if shown == ANYTHING:
        return True
    if isinstance(shown, dict):
        return isinstance(found, dict) and all(
            name in found and agrees(one, found[name]) for name, one in shown.items()
        )
    if isinstance(shown, list):
        return isinstance(found, list) and len(shown) <= len(found) and all(map(agrees, shown, found))
    return bool(shown == found)


def sent(house: House, text: str, context: str) -> Any:
    """The answer to a request as the page writes it; `…` stands for the id that was told before it.

    A sync is asked after until it has ended.
    """
    head, _, body = text.strip().partition("\n\n")
    first, *lines = head.splitlines()
    method, path = first.split(" ")
    headers = {name: value for name, _, value in (line.partition(": ") for line in lines)}
    who = "otto" if path.startswith(("/changes", "/sources")) else "refund-agent"
    if not body:
        path = path.replace(ANYTHING, context)
        while (answer := house.ask(method, path, who, headers=headers)).json().get("status") == "running":
            time.sleep(0.02)
        return answer
    said = orjson.loads(body)
    said |= {"context_id": context} if "context_id" in said else {}
    return house.ask(method, path, who, json=said, headers=headers)


def test_the_requests_of_the_page_are_answered_as_it_shows(own: House) -> None:
    assert len(PAIRS) >= 7
    sell(own)
    context = ""
    for request, shown in PAIRS:
        answer = sent(own, request, context)
        assert answer.status_code < 300, (request, answer.text)
        assert agrees(orjson.loads(shown), answer.json()), (request, answer.text)
        context = answer.json().get("id", context)


def test_what_the_page_says_of_errors_is_so(own: House) -> None:
    (shown,) = re.findall(r"^## Errors\n.*?```json\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE)
    assert own.get("/decisions/7/why").json() == orjson.loads(shown)
    body = {"name": "ben", "kind": "person", "roles": ["reader"]}
    statuses = set(re.findall(r"\b([45]\d\d)\b", PAGE.split("## Errors")[1].split("## Limits")[0]))
    documented = {
        status for one in own.app.openapi()["paths"].values() for op in one.values() for status in op["responses"]
    }
    assert statuses - {"404"} == {one for one in documented if one[0] in "45"} - {"404"} | {"405"}
    assert own.post("/principals", body).status_code == 201
    assert own.post("/principals", body).status_code == 409


def test_agreeing_is_strict_in_what_is_shown() -> None:
    assert agrees({"a": [1, "…"]}, {"a": [1, 2, 3], "b": 1})
    assert not agrees({"a": [1, 2]}, {"a": [1]})
    assert not agrees({"a": 1}, {"b": 1})
    assert not agrees({"a": 1}, {"a": 2})

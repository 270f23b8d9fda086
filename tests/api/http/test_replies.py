from __future__ import annotations

import pytest
from starlette.requests import Request

from api.http.replies import negotiated, preferred, reply
from tests.api.http.house import House


def test_an_unchanged_document_is_not_sent_again(shared: House) -> None:
    first = shared.get("/ontology")
    tag = first.headers["etag"]
    assert first.status_code == 200
    assert first.headers["cache-control"] == "private, no-cache"
    for header in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = shared.get("/ontology", headers={"If-None-Match": header})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert shared.get("/ontology", headers={"If-None-Match": '"other"'}).status_code == 200
    assert shared.get("/ontology/refund").headers["etag"] != tag


def test_a_tag_does_not_let_anybody_in(shared: House) -> None:
    tag = shared.get("/ontology").headers["etag"]
    assert shared.get("/ontology", None, headers={"If-None-Match": tag}).status_code == 401


def test_what_changed_is_sent_again(own: House) -> None:
    before = own.get("/principals")
    own.wired.principals.remove("maria", "tests")
    after = own.get("/principals", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert "maria" not in [one["name"] for one in after.json()["items"]]


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        ("*/*", "application/json"),
        ("", "application/json"),
        ("application/ld+json", "application/ld+json"),
        ("application/ld+json;q=0.5, application/json;q=0.4", "application/ld+json"),
        ("application/ld+json;q=0.5, */*", "application/json"),
        ("text/html, application/*;q=0.1", "application/json"),
        ("text/html", "application/json"),
        ("Application/LD+JSON; charset=utf-8", "application/ld+json"),
        ("application/ld+json;q=none", "application/json"),
    ],
)
def test_the_form_that_is_liked_best(accept: str, best: str) -> None:
    assert preferred(accept, ["application/json", "application/ld+json"]) == best


def _request(method: str = "GET", accept: str = "*/*") -> Request:
    return Request({"type": "http", "method": method, "headers": [(b"accept", accept.encode())]})


def test_each_form_has_a_tag_of_its_own() -> None:
    forms = {"application/json": lambda: b"{}", "application/ld+json": lambda: b"{}"}
    plain, linked = negotiated(_request(), forms), negotiated(_request(accept="application/ld+json"), forms)
    assert plain.headers["etag"] != linked.headers["etag"]
    assert linked.headers["content-type"] == "application/ld+json"
    assert plain.headers["vary"] == "Accept, Authorization"


def test_what_is_written_is_not_kept_by_anybody() -> None:
    answer = reply(_request("POST"), b"{}", 201, Location="/x", X_More="1")
    assert (answer.headers["cache-control"], answer.headers["location"]) == ("no-store", "/x")
    assert answer.headers["x-more"] == "1"
    assert "etag" not in answer.headers

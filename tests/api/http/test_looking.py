"""Entities, records, search and decisions over HTTP: the same as the commands tell, and in two forms."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from agents.looking.lookups import Lookups
from agents.pages import Asked
from graph.model import Reader
from tests.agents import world
from tests.api.http.house import House

LD = {"Accept": "application/ld+json"}
CUSTOMER, ORDER, PAYMENT = str(world.CUSTOMER), str(world.ORDER), str(world.PAYMENT)
READER = Reader("root", "look")


def told(house: House, path: str, **more: Any) -> Any:
    answer = house.get(path, "maria", **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def lookups(house: House) -> Lookups:
    return house.wired.lookups


def test_what_is_answered_is_what_the_commands_tell(shared: House) -> None:
    do, asked = lookups(shared), Asked(READER)
    for path, found in (
        ("/entities", do.entities(asked)),
        ("/entities?class=Customer", do.entities(asked, "Customer")),
        ("/search?words=alfreds", do.search(asked, "alfreds")),
        (f"/entities/{CUSTOMER}", shared.wired.commands.entity(CUSTOMER, READER)),
        (f"/entities/{CUSTOMER}/neighbours", do.neighbours(asked, CUSTOMER)),
        (f"/entities/{CUSTOMER}/neighbours?relation=placed", do.neighbours(asked, CUSTOMER, "placed")),
        (f"/entities/{CUSTOMER}/timeline", do.timeline(asked, CUSTOMER)),
        (f"/entities/{CUSTOMER}/difference?since=0", do.difference(CUSTOMER, READER, 0)),
        (f"/paths?start={world.CASE}&end={PAYMENT}", do.paths(str(world.CASE), PAYMENT, READER)),
        (f"/records/{ORDER}", do.record(ORDER, READER)),
        (f"/records/{ORDER}/versions", do.versions(asked, ORDER)),
    ):
        assert told(shared, path) == found.model_dump(mode="json"), path


@pytest.mark.parametrize(
    "subject", [CUSTOMER, quote(world.CUSTOMER.text), "Alfreds%20Futterkiste", quote(CUSTOMER, safe="")]
)
def test_a_thing_is_named_as_people_name_it(shared: House, subject: str) -> None:
    id_ = lookups(shared).entities(Asked(READER), "Customer").items[0].id
    assert told(shared, f"/entities/{subject}")["id"] == told(shared, f"/entities/{id_}")["id"] == id_
    assert told(shared, f"/entities/{subject}/timeline")["thing"]["id"] == id_


def test_reads_are_as_of_a_sequence_and_of_a_time(own: House) -> None:
    before = own.wired.store.head()[0]
    world.write(own.wired.store, world.customer(city="Paris"), world.gone(world.CASE))
    facts = {one["property"]: one["value"] for one in told(own, f"/entities/{CUSTOMER}?as_of={before}")["facts"]}
    assert facts["city"] == "Berlin"
    assert told(own, "/search?words=broken")["items"] == []
    assert len(told(own, f"/search?words=broken&as_of={before}")["items"]) == 1
    assert len(told(own, f"/entities?class=Case&as_of={before}")["items"]) == 1
    assert told(own, f"/entities/{CUSTOMER}?at=2026-03-01")["at"] == "2026-03-01T00:00:00.000000Z"
    changed = told(own, f"/entities/{CUSTOMER}/difference?since={before}")
    assert [one["property"] for one in changed["facts"]] == ["city"]


def test_pages_stay_while_the_graph_moves(own: House) -> None:
    whole = told(own, "/entities")["items"]
    page = told(own, "/entities?limit=2")
    found = list(page["items"])
    while page["next"]:
        world.write(own.wired.store, world.case(subject=f"Changed {len(found)}"), world.customer(city=str(len(found))))
        page = told(own, "/entities", params={"limit": 2, "cursor": page["next"]})
        found += page["items"]
    assert found == whole


def test_a_cursor_that_is_none_is_refused(shared: House) -> None:
    for cursor in ("x", shared.context()["id"]):
        answer = shared.get("/entities", params={"cursor": cursor})
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:tl:problem:invalid")


def test_entities_records_and_decisions_come_as_json_ld_to_those_who_ask_for_it(own: House) -> None:
    own.post("/decisions", own.proposal(own.context()), "refund-agent")
    do = lookups(own)
    for path, document in (
        (f"/entities/{CUSTOMER}", do.linked_entity(CUSTOMER, READER)),
        (f"/records/{ORDER}", do.linked_record(ORDER, READER)),
        ("/decisions/1", do.linked_decision("1", READER)),
    ):
        answer = own.get(path, "maria", headers=LD)
        assert answer.headers["content-type"] == "application/ld+json"
        assert answer.json() == document
        plain = own.get(path, "maria")
        assert plain.headers["content-type"] == "application/json"
        assert "@context" not in plain.json()
        assert plain.headers["etag"] != answer.headers["etag"]
        again = own.get(path, "maria", headers={**LD, "If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_decisions_are_found(own: House) -> None:
    context = own.context()
    for key in ("a", "b"):
        own.post("/decisions", own.proposal(context, idempotency_key=key), "refund-agent")
    assert [one["number"] for one in told(own, "/decisions?agent=refund-agent")["items"]] == [2, 1]
    assert told(own, "/decisions?status=revised")["items"] == []
    assert told(own, f"/decisions?subject={world.CASE}&action=refund&limit=1")["items"][0]["number"] == 2
    assert told(own, "/decisions?agent=nobody")["items"] == []
    whole = told(own, "/decisions/2")
    assert (whole["question"], whole["status"]) == ("Shall the customer get the money back?", "awaiting")


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/entities/nobody", 404, "nothing is known by `nobody`"),
        ("/entities/nobody/timeline", 404, "nothing is known by"),
        ("/entities?class=Custmer", 404, "no class `Custmer`"),
        ("/entities?as_of=999999", 422, "is not in this graph"),
        ("/entities?limit=0", 422, "the request has not the form"),
        (f"/entities/{CUSTOMER}/neighbours?relation=placd", 404, "no relation `placd`"),
        (f"/entities/{CUSTOMER}/difference?since=soon", 422, "not a date: `soon`"),
        ("/records/erp/customers/NOBODY", 404, "no record"),
        ("/search?words=%2B", 422, "no word in `+`"),
        ("/search?words=%22)%20OR%20(", 200, ""),
        ("/decisions/99", 404, "no decision `99`"),
        ("/decisions?since=soon", 422, "not a date"),
        ("/decisions?status=done", 422, "the request has not the form"),
        (f"/paths?start={CUSTOMER}&end=nobody", 404, "nothing is known by"),
        ("/entities/a/b/²", 404, "nothing is known by"),
    ],
)  # fmt: skip
def test_what_cannot_be_looked_up_is_told(shared: House, path: str, status: int, says: str) -> None:
    answer = shared.get(path)
    assert answer.status_code == status, answer.text
    assert says in answer.json().get("detail", "")

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from agents.principals import NewKey, PrincipalKind, Principals, Wanted
from graph.clock import now
from graph.engines.base import Engine
from ontology.errors import Conflict, Refused, Unauthenticated
from tests.api.http.house import PEOPLE, House

BOT: dict[str, Any] = {"name": "bot", "kind": "software", "roles": ["agent"], "acts_for": ["maria"]}


def test_an_admin_adds_changes_and_removes_principals(own: House) -> None:
    made = own.post("/principals", BOT)
    assert (made.status_code, made.headers["location"]) == (201, "/principals/bot")
    assert made.json()["by"] == "root"
    assert own.get("/principals/bot").json() == made.json()
    assert {one["name"] for one in own.get("/principals").json()["items"]} == {*PEOPLE, "bot"}
    changed = own.ask("PUT", "/principals/bot", json={**BOT, "roles": ["reader"]})
    assert changed.json()["roles"] == ["reader"]
    assert own.ask("PUT", "/principals/bot", json={**BOT, "kind": "person"}).status_code == 422
    assert own.ask("PUT", "/principals/maria", json=BOT).status_code == 422
    assert own.post("/principals", BOT).status_code == 409
    assert own.ask("DELETE", "/principals/bot").status_code == 204
    assert own.get("/principals/bot").status_code == 404


def test_a_change_holds_at_once_for_the_keys_there_are(own: House) -> None:
    assert own.get("/me", "maria").json()["roles"] == ["reader"]
    assert own.get("/principals", "maria").status_code == 403
    own.ask("PUT", "/principals/maria", json={"name": "maria", "kind": "person", "roles": ["admin"]})
    assert own.get("/principals", "maria").status_code == 200
    own.ask("DELETE", "/principals/maria")
    assert own.get("/me", "maria").status_code == 401


def test_a_key_is_shown_once_and_kept_as_a_digest(own: House) -> None:
    made = own.post("/principals/maria/keys", {"days": 1, "note": "her laptop"})
    token = made.json()["token"]
    assert made.status_code == 201
    assert own.get("/me", token).json()["name"] == "maria"
    listed = own.get("/principals/maria/keys")
    assert [one["note"] for one in listed.json()["items"]] == ["", "her laptop"]
    secret = token.split("_", 2)[2]
    assert secret not in listed.text
    stored = own.wired.engine.ask("MATCH (k:AccessKey) RETURN k {.*} AS key")
    assert secret not in str(stored)
    assert own.ask("DELETE", f"/keys/{made.json()['id']}").status_code == 204
    assert own.get("/me", token).status_code == 401
    assert own.ask("DELETE", f"/keys/{made.json()['id']}").status_code == 204


def test_keys_never_come_into_the_log(own: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(0):
        token = own.post("/principals/maria/keys", {}).json()["token"]
        own.get("/me", token)
        own.get("/me", token + "x")
        own.get("/nowhere", token)
    assert token.split("_", 2)[2] not in caplog.text


def test_a_key_ends_with_its_days(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    principals = Principals(engine)
    principals.add(Wanted(name="maria", kind="person", roles=["reader"]), "tests")
    key = principals.make_key("maria", "tests", days=2)
    assert key.expires is not None
    monkeypatch.setattr("agents.principals.now", lambda: now()[:0] + str(key.expires))
    with pytest.raises(Unauthenticated, match="expired"):
        principals.caller(key.token)


@pytest.mark.parametrize("place", [3, 10, 19, 20, 40, 62])
def test_a_key_that_differs_in_one_letter_lets_nobody_in(engine: Engine, place: int) -> None:
    principals = Principals(engine)
    principals.add(Wanted(name="maria", kind="person", roles=["reader"]), "tests")
    token = principals.make_key("maria", "tests").token
    assert principals.caller(token).name == "maria"
    other = "0" if token[place] != "0" else "1"
    with pytest.raises(Unauthenticated, match="not known"):
        principals.caller(token[:place] + other + token[place + 1 :])


def test_a_graph_gets_one_first_key_and_keeps_an_admin(engine: Engine) -> None:
    principals = Principals(engine)
    first = principals.first("ann", "ann")
    assert first is not None
    assert principals.caller(first.token).roles == ["admin"]
    assert principals.first("ben", "ben") is None
    with pytest.raises(Refused, match="`ann` is the only admin"):
        principals.remove("ann", "ann")
    with pytest.raises(Refused, match="`ann` is the only admin"):
        principals.change(Wanted(name="ann", kind="person", roles=["reader"]), "ann")
    principals.add(Wanted(name="ben", kind="person", roles=["admin"]), "ann")
    principals.remove("ann", "ben")
    with pytest.raises(Unauthenticated, match="revoked"):
        principals.caller(first.token)


@pytest.mark.parametrize("names", [["ann"] * 4, ["ann", "ben", "cat", "a\\b"]], ids=["one principal", "several"])
def test_servers_that_begin_at_once_make_one_first_key(engine: Engine, names: list[str]) -> None:
    Principals(engine).add(Wanted(name="ann", kind="person", roles=["reader"]), "tests")
    together = Barrier(len(names))

    def begin(name: str) -> NewKey | None:
        together.wait(60)
        return Principals(engine).first(name, name)

    with ThreadPoolExecutor(len(names)) as pool:
        (key,) = [one for one in pool.map(begin, names) if one is not None]
    assert engine.ask("MATCH (k:AccessKey) RETURN collect(k.id) AS ids") == [{"ids": [key.id]}]
    assert Principals(engine).caller(key.token).name == key.principal
    assert [one.name for one in Principals(engine).listed() if "admin" in one.roles] == [key.principal]


def test_admins_who_remove_each_other_at_once_leave_one(engine: Engine) -> None:
    principals = Principals(engine)
    names = ["ann", "ben", "cat", "dan"]
    for name in names:
        principals.add(Wanted(name=name, kind="person", roles=["admin"]), "tests")
    together = Barrier(len(names))

    def remove(name: str) -> bool:
        together.wait(60)
        try:
            principals.remove(name, "tests")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(len(names)) as pool:
        removed = list(pool.map(remove, names))
    assert sorted(removed) == [False, True, True, True]
    assert [one.name for one in principals.listed()] == [names[removed.index(False)]]


def test_whoever_was_there_becomes_the_first_admin(engine: Engine) -> None:
    principals = Principals(engine)
    principals.add(Wanted(name="ann", kind="person", roles=["reader"]), "tests")
    assert principals.first("ann", "ann") is not None
    assert principals.get("ann").roles == ["admin"]
    assert principals.first("a\\domain user", "x") is None


@pytest.mark.parametrize("kind", ["software", "service", "team"])
def test_what_is_no_person_never_becomes_the_first_admin(engine: Engine, kind: PrincipalKind) -> None:
    principals = Principals(engine)
    for name in ("ann", "admin"):
        principals.add(Wanted(name=name, kind=kind, roles=["reader"]), "tests")
    first = principals.first("ann", "ann")
    assert first is not None
    assert principals.caller(first.token).name == "admin-2"
    assert {one.name: one.roles for one in principals.listed()} == {
        "ann": ["reader"], "admin": ["reader"], "admin-2": ["admin"],
    }  # fmt: skip


def test_keys_that_are_out_never_become_those_of_the_first_admin(engine: Engine) -> None:
    principals = Principals(engine)
    principals.add(Wanted(name="ann", kind="person", roles=["reader"]), "tests")
    out = principals.make_key("ann", "tests").token
    first = principals.first("ann", "ann")
    assert first is not None
    assert principals.caller(first.token).name == "admin"
    assert principals.caller(out).roles == ["reader"]


def test_what_a_principal_might_do_before_stays_in_the_graph(engine: Engine) -> None:
    principals = Principals(engine)
    principals.add(Wanted(name="ann", kind="person", roles=["admin"]), "tests")
    principals.add(Wanted(name="ben", kind="person", roles=["admin"]), "tests")
    principals.change(Wanted(name="ben", kind="person", roles=["reader"]), "ann")
    principals.remove("ben", "ann")
    principals.add(Wanted(name="ben", kind="software", roles=["agent"], acts_for=["ann", "ann"]), "ann")
    with pytest.raises(Conflict):
        principals.add(Wanted(name="ben", kind="software", roles=["agent"]), "ann")
    rows = engine.ask("MATCH (a:Access {name: 'ben'}) RETURN a.roles AS roles, a.ended_by AS ended ORDER BY a.since")
    assert [(row["roles"], row["ended"]) for row in rows] == [
        (["admin"], "ann"),
        (["reader"], "ann"),
        (["agent"], None),
    ]
    assert principals.get("ben").acts_for == ["ann"]

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.clock import now
from graph.model import Rejected
from graph.syncs import SyncEnd, SyncStart
from tests.agents import world
from tests.api.http.house import House

MAPPING = """source: desk
streams:
  tickets:
    classes: [Case]
    key: [id]
    fields: {subject: subject}
"""


def pages(house: House, path: str, **params: Any) -> list[list[dict[str, Any]]]:
    """All pages of a list."""
    found: list[list[dict[str, Any]]] = []
    cursor = None
    while not found or cursor is not None:
        asked = {**params, "cursor": cursor} if cursor else params
        answer = house.get(path, "otto", params=asked)
        assert answer.status_code == 200, answer.text
        found.append(answer.json()["items"])
        cursor = answer.json()["next"]
    return found


def begun(house: House, number: int, source: str = "erp", stream: str = "orders") -> None:
    start = SyncStart(
        f"sync-{number}", source, stream, "files", "files 1", "m", None, f"2026-03-0{number}T00:00:00.000000Z"
    )
    house.wired.store.begin_sync(start)
    house.wired.store.end_sync(SyncEnd(start.sync, "done", now()), start)


def held(number: int, reason: str = "`amount` is no number") -> Rejected:
    return Rejected("desk", "tickets", f"line {number}", f'{{"id": {number}}}', reason, None)


def test_commits_are_listed_page_by_page_while_others_are_made(own: House) -> None:
    head = own.wired.store.head()[0]
    first = own.get("/changes", "otto", params={"limit": 3}).json()
    assert [one["seq"] for one in first["items"]] == [1, 2, 3]
    assert first["seq"] == head
    world.write(own.wired.store, world.customer(city="Bonn"))
    seen = [one["seq"] for one in first["items"]]
    while first["next"]:
        first = own.get("/changes", "otto", params={"limit": 3, "cursor": first["next"]}).json()
        seen += [one["seq"] for one in first["items"]]
    assert seen == list(range(1, head + 1))
    newer = own.get("/changes", "otto", params={"since": head}).json()["items"]
    assert [(one["seq"], one["kind"], len(one["records"])) for one in newer] == [(head + 1, "records", 1)]
    assert own.get("/changes", "otto", params={"as_of": 2}).json()["items"][-1]["seq"] == 2


def test_syncs_are_listed_page_by_page_while_others_begin(own: House) -> None:
    for number in range(1, 6):
        begun(own, number, stream="orders" if number % 2 else "lines")
    first = own.get("/syncs", "otto", params={"limit": 2}).json()
    assert [one["id"] for one in first["items"]] == ["sync-5", "sync-4"]
    begun(own, 6)
    rest = own.get("/syncs", "otto", params={"limit": 2, "cursor": first["next"]}).json()
    assert [one["id"] for one in rest["items"]] == ["sync-3", "sync-2"]
    assert [len(page) for page in pages(own, "/syncs", limit=2)] == [2, 2, 2]
    lines = pages(own, "/syncs", source="erp", stream="lines")
    assert [one["id"] for one in lines[0]] == ["sync-4", "sync-2"]
    assert pages(own, "/syncs", source="crm") == [[]]
    one = own.get("/syncs/sync-3", "otto").json()
    assert (one["status"], one["source"], one["stream"], one["read"]) == ("done", "erp", "orders", 0)
    assert own.get("/syncs/sync-9", "otto").status_code == 404


def test_a_cursor_belongs_to_its_list(own: House) -> None:
    cursor = own.get("/changes", "otto", params={"limit": 1}).json()["next"]
    for path, params in (("/syncs", {}), ("/changes", {"since": 1}), ("/changes", {"as_of": 2})):
        refused = own.get(path, "otto", params={**params, "cursor": cursor})
        assert refused.status_code == 422, refused.text
    assert own.get("/changes", "otto", params={"cursor": cursor[:-2] + "xx"}).status_code == 422


def test_rows_that_were_held_back_are_listed_as_of_the_first_page(own: House) -> None:
    store = own.wired.store
    for number in range(1, 6):
        world.write(store, rejected=(held(number),))
    first = own.get("/quarantine", "otto", params={"limit": 2}).json()
    assert [one["position"] for one in first["items"]] == ["line 1", "line 2"]
    assert "payload" not in first["items"][0]
    dropped = own.post(f"/quarantine/{first['items'][0]['id']}/drop", {"because": "a test"}, "otto").json()
    assert (dropped["outcome"], dropped["by"], dropped["because"]) == ("dropped", "otto", "a test")
    third = own.get("/quarantine", "otto", params={"limit": 5, "cursor": first["next"]}).json()
    gone = third["items"][0]["id"]
    own.post(f"/quarantine/{gone}/drop", {"because": "a test"}, "otto")
    again = own.get("/quarantine", "otto", params={"limit": 2, "cursor": first["next"]}).json()
    assert again["items"][0]["id"] == gone
    assert [again["items"][0][name] for name in ("until", "outcome", "by", "because")] == [None] * 4
    assert [one["position"] for one in pages(own, "/quarantine")[0]] == ["line 2", "line 4", "line 5"]
    assert len(pages(own, "/quarantine", every=True)[0]) == 5
    assert pages(own, "/quarantine", reason="no such reason") == [[]]
    assert len(pages(own, "/quarantine", reason="NO NUMBER", source="desk", stream="tickets")[0]) == 3


def test_a_row_is_shown_whole_and_replayed_once_it_can_be(own: House, tmp_path: Path) -> None:
    world.write(own.wired.store, rejected=(held(7),))
    id_ = own.get("/quarantine", "otto").json()["items"][0]["id"]
    assert own.get(f"/quarantine/{id_[:8]}", "otto").json()["payload"] == '{"id": 7}'
    assert own.post(f"/quarantine/{id_}/replay", None, "otto").status_code == 404
    mapping = tmp_path / "desk.yaml"
    mapping.write_text(MAPPING)
    folder = own.wired.settings.sources_folder
    folder.mkdir(parents=True)
    body = {"name": "desk", "connector": "files", "mapping": str(mapping), "options": {"path": str(tmp_path)}}
    (folder / "desk.yaml").write_text(yaml.safe_dump(body))
    done = own.post(f"/quarantine/{id_}/replay", None, "otto")
    assert done.json() == {"id": id_, "fate": "written", "reason": ""}
    assert own.get(f"/quarantine/{id_}", "otto").json()["outcome"] == "replayed"
    assert own.get("/quarantine/000000", "otto").status_code == 404


@pytest.mark.parametrize("secret", ["hunter2", "ERP_PASSWORD", "db.example.com"])
def test_where_sources_are_and_how_they_are_entered_is_told_to_nobody(own: House, tmp_path: Path, secret: str) -> None:
    folder = own.wired.settings.sources_folder
    folder.mkdir(parents=True)
    options = {"url": "postgresql://u@db.example.com/erp?x=hunter2", "password": {"env": "ERP_PASSWORD"}}
    for name in ("erp", "shop"):
        body = {
            "name": name,
            "connector": "sql",
            "mapping": str(tmp_path / "m.yaml"),
            "options": options,
            "every": "15m",
        }
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(body))
    answer = own.get("/sources", "otto")
    assert secret not in answer.text
    found = {one["name"]: one for one in answer.json()["items"]}
    assert set(found) == {"crm", "desk", "erp", "shop"}
    assert (found["erp"]["trust"], found["erp"]["known"], found["erp"]["configured"]) == (60, True, True)
    assert (found["shop"]["known"], found["crm"]["configured"], found["shop"]["every"]) == (False, False, "15m")
    assert own.get("/sources/shop", "otto").json() == found["shop"]
    assert {one["problem"] for one in found.values()} == {None}
    (folder / "wrong.yaml").write_text("a: [")
    (folder / "erp.yaml").write_text("a: [")
    found = {one["name"]: one for one in own.get("/sources", "otto").json()["items"]}
    assert {name for name, one in found.items() if one["problem"]} == {"erp", "wrong"}
    assert (found["wrong"]["connector"], found["wrong"]["configured"], found["erp"]["trust"]) == (None, True, 60)
    assert "did you mean `shop`?" in own.get("/sources/shp", "otto").json()["mend"]


def test_streams_tell_how_they_stand(own: House) -> None:
    begun(own, 1)
    world.write(own.wired.store, rejected=(held(1),))
    found = {(one["source"], one["stream"]): one for one in own.get("/streams", "otto").json()["items"]}
    assert (found["erp", "orders"]["records"], found["erp", "orders"]["sync"]["id"]) == (1, "sync-1")
    dated = {
        (one["source"], one["stream"]): one for one in own.get("/streams?as_of=2000-01-01", "otto").json()["items"]
    }
    assert dated == {}

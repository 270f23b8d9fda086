"""Syncs that are begun over HTTP: asked after until they end, one at a time, and stopped with the server."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from agents import syncing
from agents.synced import SyncWanted
from graph.claims import Claim
from graph.model import Key
from graph.processes import signature
from ingest.connector import Item
from ingest.connectors.files import FilesConnector
from tests.api.http.house import House

MAPPING = """source: shop
streams:
  customers:
    classes: [Customer, Organization]
    key: [id]
    fields: {name: name}
"""
CALM: dict[str, Any] = {}


@pytest.fixture
def shop(own: House, tmp_path: Path) -> Iterator[House]:
    """A house with a source of files, `shop`, of thirty customers; whatever syncs is waited for at the end."""
    folder = own.wired.settings.sources_folder
    folder.mkdir(parents=True)
    (tmp_path / "shop.map").write_text(MAPPING)
    body = {
        "name": "shop",
        "connector": "files",
        "mapping": str(tmp_path / "shop.map"),
        "options": {"path": str(tmp_path)},
    }
    (folder / "shop.yaml").write_text(yaml.safe_dump(body))
    rows(tmp_path, 30)
    yield own
    own.app.state.door.syncs.close()


def rows(folder: Path, count: int, city: str = "x") -> None:
    lines = [f"C-{number},Customer {number} of {city}" for number in range(count)]
    (folder / "customers.csv").write_text("\n".join(["id,name", *lines, ""]))


def begin(house: House, wanted: dict[str, Any] = CALM, key: str | None = None, name: str = "shop") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return house.post(f"/sources/{name}/syncs", wanted, "otto", headers=headers)


def ended(house: House, where: str) -> dict[str, Any]:
    """A sync when it has ended."""
    while (found := house.get(where, "otto").json())["status"] == "running":
        time.sleep(0.02)
    return dict(found)


def synced(house: House, **wanted: Any) -> dict[str, Any]:
    answer = begin(house, wanted)
    assert answer.status_code == 202, answer.text
    return ended(house, answer.headers["location"])


@contextmanager
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Files whose third row is not read before it is let go."""
    go, read = threading.Event(), FilesConnector.read

    def slowly(self: FilesConnector, stream: str, cursor: Any) -> Iterator[Item]:
        for number, item in enumerate(read(self, stream, cursor)):
            assert number < 2 or go.wait(60)
            yield item

    with monkeypatch.context() as patched:
        patched.setattr(FilesConnector, "read", slowly)
        try:
            yield go
        finally:
            go.set()


def test_a_sync_is_begun_asked_after_and_told_to_its_end(shop: House, tmp_path: Path) -> None:
    answer = begin(shop)
    begun = answer.json()
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/sources/shop/syncs/{begun['id']}"
    found = ended(shop, answer.headers["location"])
    assert (found["status"], found["by"], found["source"], found["dry_run"]) == ("done", "otto", "shop", False)
    assert found["ended"] >= found["started"]
    (stream,) = found["streams"]
    assert (stream["stream"], stream["status"], stream["read"], stream["new"]) == ("customers", "done", 30, 30)
    assert shop.get(f"/syncs/{stream['sync']}", "otto").json()["new"] == 30
    assert "Customer 7 of x" in shop.get("/entities/shop/customers/C-7").text
    (again,) = synced(shop)["streams"]
    assert (again["status"], again["read"]) == ("unchanged", 0)
    rows(tmp_path, 31, "y")
    (more,) = synced(shop, streams=["customers"])["streams"]
    assert (more["new"], more["changed"]) == (1, 30)


def test_a_dry_run_counts_and_writes_nothing(shop: House) -> None:
    head = shop.wired.store.head()
    found = synced(shop, dry_run=True)
    (stream,) = found["streams"]
    assert (found["status"], found["dry_run"], stream["new"], stream["sync"]) == ("done", True, 30, None)
    assert shop.wired.store.head() == head
    assert shop.get("/syncs", "otto", params={"source": "shop"}).json()["items"] == []


def test_one_source_is_synced_once_at_a_time(shop: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with held(monkeypatch) as go:
        first = begin(shop)
        assert shop.get(first.headers["location"], "otto").json()["status"] == "running"
        other = begin(shop)
        assert (other.status_code, other.json()["title"]) == (409, "conflict")
        assert "`shop` is being synced already" in other.json()["detail"]
        assert "--wait" not in other.text
        go.set()
        assert ended(shop, first.headers["location"])["status"] == "done"
    assert begin(shop).status_code == 202


def test_what_another_process_syncs_is_left_to_it(shop: House) -> None:
    with Claim(shop.wired.engine, "shop").take():
        assert begin(shop).status_code == 409
    assert synced(shop)["status"] == "done"


def test_one_idempotency_key_is_one_sync(shop: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with held(monkeypatch) as go:
        first = begin(shop, key="monday")
        again = begin(shop, key="monday")
        assert (first.status_code, again.status_code) == (202, 200)
        assert again.headers["location"] == first.headers["location"]
        go.set()
        ended(shop, first.headers["location"])
    late = begin(shop, key="monday")
    assert (late.status_code, late.json()["id"], late.json()["status"]) == (200, first.json()["id"], "done")
    assert begin(shop, {"dry_run": True}, key="monday").status_code == 409
    other = ended(shop, begin(shop, key="tuesday").headers["location"])
    assert (other["status"], other["id"] == first.json()["id"]) == ("done", False)
    assert len(shop.get("/syncs", "otto", params={"source": "shop"}).json()["items"]) == 2


def test_repetitions_at_once_are_one_sync(shop: House) -> None:
    answers: list[Any] = []
    callers = [threading.Thread(target=lambda: answers.append(begin(shop, key="monday"))) for _ in range(4)]
    for one in callers:
        one.start()
    for one in callers:
        one.join()
    assert sorted(one.status_code for one in answers) == [200, 200, 200, 202]
    assert len({one.headers["location"] for one in answers}) == 1
    assert ended(shop, answers[0].headers["location"])["status"] == "done"


def test_what_waits_for_a_person_is_told_and_may_be_let_through(shop: House, tmp_path: Path) -> None:
    synced(shop)
    rows(tmp_path, 1)
    found = synced(shop)
    assert (found["status"], found["streams"][0]["status"]) == ("halted", "halted")
    assert "29" in found["streams"][0]["reason"]
    gone = synced(shop, deletes=True)
    assert gone["status"] == "done", gone
    assert gone["streams"][0]["gone"] == 29


def test_a_gate_that_is_breached_is_named(shop: House, tmp_path: Path) -> None:
    contract = "source: shop\nstreams:\n  customers:\n    mode: evolve\n    gates: {nulls: {name: 0}}\n"
    (tmp_path / "shop.contract.yaml").write_text(contract)
    (tmp_path / "customers.csv").write_text("id,name\nC-1,\nC-2,Two\n")
    found = synced(shop)
    assert found["status"] == "halted"
    assert [one.split(":")[0] for one in found["streams"][0]["breaches"]] == ["nulls"]
    taken = synced(shop, breaches=True)
    assert taken["status"] == "done", taken
    assert taken["streams"][0]["new"] == 2


def test_a_server_that_stops_lets_the_batch_end_and_the_next_sync_goes_on(
    shop: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with held(monkeypatch) as go:
        first = begin(shop)
        stopping = threading.Thread(target=shop.app.state.door.syncs.close)
        stopping.start()
        while begin(shop, name="shop").status_code != 503:
            time.sleep(0.02)
        go.set()
        stopping.join()
    found = shop.get(first.headers["location"], "otto").json()
    assert (found["status"], found["streams"][0]["status"]) == ("stopped", "stopped")
    assert "the next sync goes on from here" in found["streams"][0]["reason"]
    other = syncing.Syncing(lambda: shop.wired.store, lambda: shop.wired.settings.sources_folder, dict)
    made, _ = other.start("shop", SyncWanted(), "otto")
    other.wait()
    after = other.look("shop", made.id)
    assert (after.status, after.streams[0].new + found["streams"][0]["new"]) == ("done", 30)


def test_a_sync_whose_server_has_died_was_interrupted(shop: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    dead = signature("sync").split("|")[0] + f"|{process.pid}|sync"
    with held(monkeypatch) as go:
        where = begin(shop).headers["location"]
        id_ = where.rpartition("/")[2]
        owner = "MATCH (y:SourceSync {id: $id}) SET y.owner = $owner RETURN y.id AS id"
        shop.wired.engine.write(lambda tx: tx.ask(owner, id=id_, owner=dead))
        assert shop.get(where, "otto").json()["status"] == "interrupted"
        go.set()
    shop.app.state.door.syncs.close()


def test_what_cannot_be_synced_is_refused_and_leaves_nothing_held(shop: House, tmp_path: Path) -> None:
    for name, wanted, status in (
        ("shp", {}, 404),
        ("crm", {}, 404),
        ("shop", {"streams": ["custmers"]}, 404),
        ("shop", {"dry": True}, 422),
        ("shop", {"dry_run": "yes"}, 422),
    ):
        assert begin(shop, wanted, name=name).status_code == status, (name, wanted)
    (tmp_path / "shop.map").write_text("source: shop\nstreams: {}\n")
    assert begin(shop).status_code == 422
    (tmp_path / "shop.map").write_text(MAPPING)
    assert shop.get("/sources/shop/syncs/none", "otto").status_code == 404
    assert synced(shop)["status"] == "done"


def test_no_more_are_begun_than_a_server_runs_at_once(shop: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncing, "AT_ONCE", 2)
    with held(monkeypatch) as go:
        running = [begin(shop, {"dry_run": True}).headers["location"] for _ in range(2)]
        busy = begin(shop, {"dry_run": True})
        assert (busy.status_code, busy.json()["title"]) == (503, "busy")
        assert busy.headers["retry-after"]
        go.set()
        assert {ended(shop, one)["status"] for one in running} == {"done"}


def test_what_is_erased_leaves_the_outcomes_of_syncs_too(shop: House) -> None:
    synced(shop)
    where = begin(shop, {"dry_run": True}).headers["location"]
    ended(shop, where)
    secret = "Customer 7 of x"
    told = (
        'MATCH (y:SourceSync {id: $id}) SET y.streams = replace(y.streams, \'"told":""\', $told) RETURN y.streams AS t'
    )
    id_ = where.rpartition("/")[2]
    shop.wired.engine.write(lambda tx: tx.ask(told, id=id_, told=f'"told":"no `{secret}`"'))
    with shop.wired.store.writer("tests") as writer:
        writer.erase(Key("shop", "customers", ("C-7",)), "tests")
    found = shop.get(where, "otto").json()
    assert found["streams"][0]["told"] == "no `erased`"
    assert found["streams"][0]["stream"] == "customers"

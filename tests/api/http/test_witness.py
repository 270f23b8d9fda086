"""A second Throughline is a witness: it is asked over HTTP, remembers, and refuses what does not go on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from agents.ledger.commands import Ledger
from agents.principals import Wanted
from api.http.signing import Signing
from graph.engines.base import Engine
from graph.ledger import seal
from graph.notes import Verifier
from tests.agents.ledger.keeping import change, ledger, touched
from tests.api.http.house import House
from tests.graphs import blank


@contextmanager
def listening(house: House) -> Iterator[str]:
    """The house behind a real socket."""
    server = uvicorn.Server(uvicorn.Config(house.app, "127.0.0.1", 0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def shown(own: House, tmp_path: Path) -> Iterator[tuple[House, Ledger]]:
    """A ledger and its witness. Both are of one graph here, of which a witness knows nothing: it goes by notes."""
    own.wired.principals.add(Wanted(name="other-house", kind="service", roles=["witness"]), "tests")
    token = tmp_path / "token"
    token.write_text(own.wired.principals.make_key("other-house", "tests").token)
    kept = ledger(own.wired.engine, tmp_path)
    with listening(own) as address:
        kept.add_witness("second", address, token)
        yield own, kept


def test_another_throughline_countersigns_and_remembers(shown: tuple[House, Ledger]) -> None:
    house, kept = shown
    (asked,) = kept.checkpoint("ann").witnesses
    assert (asked.fault, asked.size) == ("", kept.status().size)
    (noted,) = kept.witnesses()
    assert Verifier.parse(noted.key) == house.wired.notary.key
    found = kept.verify()
    assert (found.findings, found.witnessed, found.exposed) == ([], asked.size, None)


def test_what_it_saw_is_held_against_the_ledger(shown: tuple[House, Ledger]) -> None:
    house, kept = shown
    kept.checkpoint("ann")
    change(house.wired.engine, "MATCH (e:LedgerEntry {n: 2}) SET e.body = '{}', e.leaf = $leaf", leaf="0" * 64)
    found = kept.verify()
    assert [(one.first, one.last) for one in found.findings if one.kind == "witness"] == [(2, 2)]
    assert touched(found) >= {2}


def test_its_refusals_are_told(shown: tuple[House, Ledger], tmp_path: Path) -> None:
    house, kept = shown
    kept.checkpoint("ann")
    (tmp_path / "token").write_text("tl_0123456789abcdef_" + "x" * 43)
    house.wired.engine.write(lambda tx: seal(tx, "test", {}))
    (asked,) = kept.checkpoint("ann").witnesses
    assert "says: the key is not known here" in asked.fault


def test_only_who_may_show_a_ledger_is_let_in(own: House) -> None:
    for who in ("maria", "refund-agent", "ana", "otto"):
        assert own.get("/witness", who).status_code == 403
    assert own.get("/witness").json()["key"] == own.wired.notary.key.text
    seen = own.get("/witness/seen?origin=nobody").json()
    assert (seen["size"], own.get("/witness/leaves?origin=nobody&low=0&high=9").json()) == (0, {"leaves": []})


def test_a_server_signs_what_is_new(engine: Engine, tmp_path: Path) -> None:
    blank(engine)
    kept = ledger(engine, tmp_path)
    engine.write(lambda tx: seal(tx, "test", {}))
    signing = Signing(lambda: kept, "root", leaves=1, seconds=1_000, look=0.01)
    pause = threading.Event()
    for _ in range(1_000):
        if kept.status().signed:
            break
        pause.wait(0.01)
    signing.close()
    assert kept.status().signed == kept.status().size == 2

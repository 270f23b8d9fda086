"""One file for one decision, which a program that knows nothing of Throughline checks offline."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from agents.commands import Commands
from agents.ledger.commands import Ledger
from agents.passport import passport
from graph.engines.base import Engine
from graph.model import Reader
from graph.store import Store
from ontology.errors import Refused
from tests.agents.acting.target import target
from tests.agents.acting.test_executor import SMALL, executor, http
from tests.agents.ledger.keeping import kept
from tests.agents.world import PAYMENT, SECRET, ask, decided
from tests.graphs import blank

ANN = Reader("ann", "audit")
PROGRAM = Path(__file__).parents[2] / "verify" / "throughline_verify.py"


def keys(ledger: Ledger) -> dict[str, list[str]]:
    key = ledger.status().key
    assert key is not None
    return {"log": [key], "witnesses": [one.key for one in ledger.witnesses()]}


def made(engine: Engine, folder: Path) -> tuple[Store, Ledger, dict[str, Any]]:
    """A decision that was acted on, in a ledger that a witness has seen; and its passport."""
    store, ledger, _ = kept(engine, folder)
    number = str(decided(store, ask(store), action=SMALL, idempotency_key="passport").number)
    with target() as there:
        assert executor(store, http(there)).act(number).status == "acted"
    ledger.checkpoint("ann")
    return store, ledger, passport(store, number, ANN, keys(ledger))


def checked(said: dict[str, Any], folder: Path, *more: str) -> tuple[int, str]:
    """What the program says of a passport, run where nothing of ours can be imported."""
    file = folder / "a.passport.json"
    file.write_bytes(orjson.dumps(said))
    done = subprocess.run(
        [sys.executable, "-I", str(PROGRAM), str(file), *more], capture_output=True, text=True, cwd=folder, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_a_passport_is_checked_offline(engine: Engine, tmp_path: Path) -> None:
    store, ledger, said = made(engine, tmp_path)
    known = keys(ledger)
    code, told = checked(said, tmp_path, "--key", known["log"][0], "--witness", known["witnesses"][0])
    assert (code, told.splitlines()[-1]) == (0, "everything holds"), told
    assert "has countersigned it, as a witness" in told
    assert "WRONG" not in told
    assert "note" not in told
    assert [json.loads(leaf["body"])["kind"] for leaf in said["leaves"]] == ["decision", "intent", "call", "effect"]
    assert "<html" in said["page"]
    assert said["prov"]["activity"]
    alone = checked(said, tmp_path)
    assert alone[0] == 0
    assert "no key of the ledger was named" in alone[1]
    assert ledger.verify().findings == []
    assert store.verify() == []


def test_what_lies_beyond_the_last_checkpoint_has_no_passport_yet(engine: Engine, tmp_path: Path) -> None:
    store, ledger, _ = made(engine, tmp_path)
    late = decided(store, ask(store), action=SMALL, idempotency_key="late")
    with pytest.raises(Refused, match="is in no checkpoint yet"):
        passport(store, late.id, ANN, keys(ledger))


def test_what_was_erased_is_told_and_the_rest_still_holds(engine: Engine, tmp_path: Path) -> None:
    store, ledger, said = made(engine, tmp_path)
    with store.writer("tests") as writer:
        writer.erase(PAYMENT, "ann")
    ledger.checkpoint("ann")
    code, told = checked(passport(store, str(said["number"]), ANN, keys(ledger)), tmp_path)
    assert code == 0, told
    assert "were erased since" in told


def test_that_it_left_is_sealed(engine: Engine, tmp_path: Path) -> None:
    store, ledger, said = made(engine, tmp_path)
    body = Commands(store, SECRET).passport(str(said["number"]), ANN, keys(ledger))
    assert {**orjson.loads(body), "page": ""} == {**said, "page": ""}
    (row,) = engine.ask("MATCH (e:LedgerEntry {kind: 'export'}) RETURN e.said AS said")
    assert orjson.loads(row["said"])["format"] == "passport"


def first(said: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(props for leaf in said["leaves"] for name, _, props in leaf["nodes"] if name == kind)


LIES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "the choice": (lambda said: first(said, "Decision").update(choice="decline"), "attests other nodes"),
    "the number": (lambda said: said.update(number=99), "the decision is not among"),
    "an effect": (lambda said: first(said, "Effect").update(status="failed"), "attests other nodes"),
    "an effect that is left out": (lambda said: said["leaves"][3]["nodes"].clear(), "attests other nodes"),
    "a relation": (lambda said: said["leaves"][0]["edges"].pop(), "attests other nodes or relations"),
    "a value": (lambda said: said["evidence"][0].update(value="another"), "not as shown"),
    "a value that is left out": (lambda said: said["evidence"].pop(), "not as shown"),
    "a body": (
        lambda said: said["leaves"][0].update(body=said["leaves"][0]["body"].replace("Z", "Y")),
        "hash of its body",
    ),
    "a proof": (lambda said: said["leaves"][0]["proof"].reverse(), "not in the tree"),
    "a leaf's place": (lambda said: said["leaves"][0].update(number=0), "is not the hash of its body"),
    "the order": (lambda said: said["leaves"].reverse(), "the leaves are not in order"),
    "the checkpoint": (
        lambda said: said.update(checkpoint=said["checkpoint"].replace("\n", "\n1", 1)),
        "the checkpoint is not signed",
    ),
    "the context": (lambda said: first(said, "Context").update(purpose="fraud"), "digest does not follow"),
}


@pytest.mark.parametrize("lie", LIES)
def test_every_lie_is_found(embedded_engine: Engine, tmp_path_factory: pytest.TempPathFactory, lie: str) -> None:
    said, folder = truth(embedded_engine, tmp_path_factory)
    tell, says = LIES[lie]
    tell(said)
    code, told = checked(said, folder)
    assert (code, says in told) == (1, True), told


def test_what_is_no_passport_is_told_so(tmp_path: Path) -> None:
    for said in ({}, {"passport": 2}, {"passport": 1}, {"passport": 1, "checkpoint": 7}):
        code, told = checked(said, tmp_path)
        assert code == 2
        assert "is no passport" in told
    missing = subprocess.run([sys.executable, "-I", str(PROGRAM), "nowhere"], capture_output=True, check=False)
    assert missing.returncode == 2


def test_a_key_that_did_not_sign_is_told(engine: Engine, tmp_path: Path) -> None:
    _, ledger, said = made(engine, tmp_path)
    known = keys(ledger)
    code, told = checked(said, tmp_path, "--key", known["witnesses"][0])
    assert (code, "is not signed by" in told) == (1, True)
    code, told = checked(said, tmp_path, "--key", known["log"][0], "--witness", known["log"][0])
    assert (code, "that was named has not countersigned it" in told) == (1, True) or "as a witness" in told


def test_the_package_passes_its_own_tests() -> None:
    folder = PROGRAM.parent
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "tests"], capture_output=True, cwd=folder, check=False)
    assert done.returncode == 0, done.stdout.decode()


_TRUTH: list[bytes] = []


def truth(engine: Engine, factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """A passport that holds, made once, anew for every lie."""
    folder = factory.mktemp("lie")
    if not _TRUTH:
        blank(engine)
        _TRUTH.append(orjson.dumps(made(engine, folder)[2]))
    return orjson.loads(_TRUTH[0]), folder

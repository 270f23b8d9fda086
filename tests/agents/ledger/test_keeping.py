"""Checkpoints go on from one another, keys change in the open, and witnesses see everything or say why not."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from agents.ledger.notary import Growth, Notary
from agents.ledger.signers import kept as key_of
from graph import entries, merkle
from graph.engines.base import Engine
from graph.ledger import seal
from graph.notes import LOG, WITNESS, Checkpoint, Note, Signer, Verifier, signed
from ontology.errors import Conflict, Invalid, NotFound, Refused
from tests.agents.ledger.keeping import change, ledger, touched
from tests.graphs import blank


def fill(engine: Engine, count: int) -> None:
    for number in range(count):
        engine.write(lambda tx, number=number: seal(tx, "test", {"number": number}))  # type: ignore[misc]


def test_a_checkpoint_is_signed_once_for_a_size(engine: Engine, tmp_path: Path) -> None:
    blank(engine)
    fill(engine, 3)
    kept = ledger(engine, tmp_path)
    first = kept.checkpoint("ann")
    again = kept.checkpoint("ann")
    assert (first.new, again.new, first.note) == (True, False, again.note)
    assert first.size == 4, "the key has a leaf of its own"
    note = Note.parse(first.note)
    key = key_of(tmp_path / "home" / "ledger.key", "", LOG).verifier
    assert note.signed_by(key)
    assert note.checkpoint == Checkpoint(key.name, 4, bytes.fromhex(first.root))
    assert (tmp_path / "home" / "ledger.key").stat().st_mode & 0o077 == 0


def test_checkpoints_are_due_by_leaves_and_by_time(engine: Engine, tmp_path: Path) -> None:
    blank(engine)
    kept = ledger(engine, tmp_path)
    assert not kept.due(1, 0)
    fill(engine, 2)
    assert (kept.due(2, 10**6), kept.due(3, 0)) == (True, True)
    kept.checkpoint("ann")
    assert not kept.due(1, 0)
    fill(engine, 1)
    assert (kept.due(2, 10**6), kept.due(1, 10**6), kept.due(2, 0)) == (False, True, True)


def test_what_was_altered_is_not_signed(engine: Engine, tmp_path: Path) -> None:
    blank(engine)
    fill(engine, 4)
    kept = ledger(engine, tmp_path)
    kept.checkpoint("ann")
    fill(engine, 1)
    change(engine, "MATCH (e:LedgerEntry {n: 5}) SET e.leaf = $leaf", leaf="0" * 64)
    with pytest.raises(Refused, match="the ledger is not signed"):
        kept.checkpoint("ann")
    change(engine, "MATCH (e:LedgerEntry {n: 5}) DELETE e")
    with pytest.raises(Refused, match="the ledger is not signed"):
        kept.checkpoint("ann")


def test_a_key_is_changed_in_the_open(engine: Engine, tmp_path: Path) -> None:
    blank(engine)
    kept = ledger(engine, tmp_path)
    kept.add_witness("elsewhere", f"folder:{tmp_path}/elsewhere")
    fill(engine, 2)
    kept.checkpoint("ann")
    old = key_of(tmp_path / "home" / "ledger.key", "", LOG).verifier
    made = kept.rotate("ann")
    new = key_of(tmp_path / "home" / "ledger.key", "", LOG).verifier
    assert old != new
    assert (Note.parse(made.note).signed_by(old), Note.parse(made.note).signed_by(new)) == (True, True)
    fill(engine, 1)
    (asked,) = kept.checkpoint("ann").witnesses
    assert (asked.fault, asked.size) == ("", 5)
    found = kept.verify()
    assert (found.findings, found.exposed) == ([], None)


def test_a_new_witness_is_shown_everything_from_the_beginning(engine: Engine, tmp_path: Path) -> None:
    blank(engine)
    kept = ledger(engine, tmp_path)
    fill(engine, 2)
    kept.checkpoint("ann")
    kept.rotate("ann")
    fill(engine, 3)
    kept.add_witness("late", f"folder:{tmp_path}/late")
    (asked,) = kept.checkpoint("ann").witnesses
    assert (asked.fault, asked.size) == ("", 7)
    assert (kept.status().witnessed, kept.status().exposed) == (7, None)


def test_another_key_than_was_sealed_signs_nothing(engine: Engine, tmp_path: Path) -> None:
    blank(engine)
    kept = ledger(engine, tmp_path)
    fill(engine, 1)
    kept.checkpoint("ann")
    (tmp_path / "home" / "ledger.key").unlink()
    with pytest.raises(Refused, match="another key"):
        kept.checkpoint("ann")
    assert "key" in {one.kind for one in kept.verify().findings}


def test_what_is_sealed_has_a_receipt(engine: Engine) -> None:
    blank(engine)
    fill(engine, 3)
    engine.write(lambda tx: seal(tx, "test", {"by": "ann"}, of="urn:tl:test:1"))
    fill(engine, 3)
    found = entries.receipt(engine, "urn:tl:test:1")
    assert (found.number, found.size) == (3, 7)
    assert merkle.includes(found.number, found.size, found.leaf, found.proof, found.root)
    with pytest.raises(NotFound, match="is not sealed"):
        entries.receipt(engine, "urn:tl:test:2")
    change(engine, "MATCH (e:LedgerEntry {n: 2}) SET e.tree = [$leaf]", leaf="0" * 64)
    with pytest.raises(Conflict, match="does not prove"):
        entries.receipt(engine, "urn:tl:test:1")


def test_a_git_remote_is_a_witness(engine: Engine, tmp_path: Path) -> None:
    blank(engine)
    remote = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(remote)], check=True)
    kept = ledger(engine, tmp_path)
    kept.add_witness("git", f"git:{remote}")
    fill(engine, 2)
    assert [one.fault for one in kept.checkpoint("ann").witnesses] == [""]
    fill(engine, 2)
    assert [(one.size, one.fault) for one in kept.checkpoint("ann").witnesses] == [(5, "")]
    log = subprocess.run(
        ["git", "log", "--oneline", "ledger"], cwd=remote, check=True, capture_output=True, text=True
    ).stdout
    assert len(log.splitlines()) == 2
    assert kept.verify().findings == []
    change(engine, "MATCH (e:LedgerEntry {n: 1}) SET e.said = '{}'")
    assert touched(kept.verify()) == {1}


def test_a_witness_that_does_not_answer_is_told(engine: Engine, tmp_path: Path) -> None:
    blank(engine)
    kept = ledger(engine, tmp_path)
    kept.add_witness("elsewhere", f"folder:{tmp_path}/elsewhere")
    fill(engine, 1)
    kept.checkpoint("ann")
    for path in (tmp_path / "elsewhere").rglob("state.json"):
        path.write_text("{")
    (asked,) = kept.checkpoint("ann").witnesses
    assert "not what a witness has written" in asked.fault
    found = kept.verify()
    assert [one.kind for one in found.findings] == ["witness"]
    assert found.exposed is not None


@pytest.mark.parametrize(
    "address", ["", "folder:", "folder:here", "git:", "git:--upload-pack=x", "ftp://x", "https://"]
)
def test_an_address_that_leads_nowhere_is_refused(engine: Engine, tmp_path: Path, address: str) -> None:
    with pytest.raises(Invalid, match="not the address of a witness"):
        ledger(engine, tmp_path).add_witness("one", address)


def test_witnesses_are_noted_once_and_forgotten_by_name(engine: Engine, tmp_path: Path) -> None:
    kept = ledger(engine, tmp_path)
    made = kept.add_witness("one", f"folder:{tmp_path}/one")
    assert Verifier.parse(made.key).algorithm == WITNESS
    with pytest.raises(Conflict, match="is there already"):
        kept.add_witness("one", f"folder:{tmp_path}/two")
    with pytest.raises(NotFound, match="did you mean `one`"):
        kept.remove_witness("ones")
    kept.remove_witness("one")
    assert kept.witnesses() == []


class Shower:
    """A ledger of its own, without a graph, that is shown to a notary."""

    def __init__(self, folder: Path) -> None:
        self.key = Signer.new("log", LOG)
        self.notary = Notary(folder, lambda: key_of(folder / "witness.key", "seer", WITNESS))

    def shown(self, leaves: list[bytes], old: int, key: Signer | None = None, proof: list[str] | None = None) -> Growth:
        signer = key or self.key
        point = Checkpoint("log", len(leaves), merkle.root(merkle.peaks_of(leaves)))
        nodes: dict[merkle.Node, bytes] = {}
        peaks: list[bytes] = []
        for number, leaf in enumerate(leaves):
            peaks, made = merkle.grown(number, peaks, leaf)
            nodes |= {(height, number >> height): one for height, one in enumerate(made)}
        path = merkle.proof(merkle.consistency_nodes(old, len(leaves)), nodes.__getitem__)
        return Growth(
            note=signed(point, [signer]), key=signer.verifier.text, old=old,
            proof=proof if proof is not None else [one.hex() for one in path],
            leaves=[one.hex() for one in leaves[old:]],
        )  # fmt: skip


def hashes(count: int, word: str = "") -> list[bytes]:
    return [merkle.leaf_hash(f"{word}{number}".encode()) for number in range(count)]


def test_a_notary_takes_what_goes_on_and_refuses_all_else(tmp_path: Path) -> None:
    shower = Shower(tmp_path)
    answer = shower.notary.countersign(shower.shown(hashes(5), 0))
    assert answer.size == 5
    note = Note.parse(shower.notary.state("log").note)
    assert note.witnessed_by(Verifier.parse(answer.key)) is not None
    assert shower.notary.countersign(shower.shown(hashes(5), 5)).size == 5
    refused = [
        (shower.shown(hashes(9), 4), Conflict, "has seen 5 leaves"),
        (shower.shown(hashes(3), 3), Conflict, "has seen 5 leaves"),
        (shower.shown(hashes(4), 4).model_copy(update={"old": 5}), Refused, "does not go on"),
        (shower.shown(hashes(9, "other "), 5), Refused, "is a fork"),
        (shower.shown(hashes(5, "other "), 5), Refused, "is a fork"),
        (shower.shown(hashes(9), 5, proof=[]), Refused, "is a fork"),
        (shower.shown(hashes(9), 5, key=Signer.new("log", LOG)), Refused, "not signed by the key"),
        (shower.shown(hashes(9), 5, key=Signer.new("other", LOG)), Refused, "not signed by the key"),
    ]
    for shown, kind, says in refused:
        with pytest.raises(kind, match=says):
            shower.notary.countersign(shown)
    wrong = shower.shown(hashes(9), 5).model_copy(update={"leaves": [one.hex() for one in hashes(4)]})
    with pytest.raises(Refused, match="not those that the checkpoint attests"):
        shower.notary.countersign(wrong)
    assert shower.notary.state("log").size == 5
    assert shower.notary.countersign(shower.shown(hashes(9), 5)).size == 9
    assert shower.notary.leaves("log", 0, 100) == hashes(9)

"""Seven attacks by somebody who may write anything to the database: within what a witness has seen, each is found.

And each finding names the leaves that were touched. What lies beyond is told as exposed, always.
"""

from __future__ import annotations

from pathlib import Path

from agents.ledger.signers import kept as key_of
from graph import entries as reading
from graph import merkle
from graph.engines.base import Engine
from graph.notes import LOG, Checkpoint, signed
from tests.agents.ledger.keeping import change, decide, entries, kept, recompute, reseal, touched

EDIT = "MATCH (d:Decision {number: 2}) SET d.choice = 'decline' RETURN d.id AS id"


def test_an_honest_ledger_has_nothing_to_find(engine: Engine, tmp_path: Path) -> None:
    store, ledger, _ = kept(engine, tmp_path)
    found = ledger.verify()
    assert [str(one) for one in found.findings] == []
    assert (found.witnessed, found.exposed, found.witnesses) == (found.size, None, 1)
    assert found.checkpoints == 2
    late = decide(store, "late")
    found = ledger.verify()
    assert found.findings == []
    assert found.exposed is not None
    assert (found.exposed.first, found.exposed.last) == (late, late)


def test_a_row_that_was_edited_is_found(engine: Engine, tmp_path: Path) -> None:
    _, ledger, leaves = kept(engine, tmp_path)
    change(engine, EDIT)
    found = ledger.verify()
    assert touched(found) == {leaves[1]}
    assert "the Decision" in found.findings[0].says


def test_a_row_that_was_edited_with_every_hash_computed_anew_is_found(engine: Engine, tmp_path: Path) -> None:
    _, ledger, leaves = kept(engine, tmp_path)
    change(engine, EDIT)
    reseal(engine, leaves[1])
    recompute(engine)
    found = ledger.verify()
    witnessed = [one for one in found.findings if one.kind == "witness"]
    assert [(one.first, one.last) for one in witnessed] == [(leaves[1], leaves[1])]
    assert [one.kind for one in found.findings if one.kind == "altered"] == []
    assert "checkpoint" in {one.kind for one in found.findings}


def test_a_tail_that_was_cut_is_found(engine: Engine, tmp_path: Path) -> None:
    _, ledger, leaves = kept(engine, tmp_path)
    cut(engine, leaves[2])
    found = ledger.verify()
    size = found.size
    missing = [(one.first, one.last) for one in found.findings if one.kind == "missing"]
    assert (leaves[2], size - 1) in missing


def test_a_tail_that_was_cut_with_its_checkpoints_is_found(engine: Engine, tmp_path: Path) -> None:
    _, ledger, leaves = kept(engine, tmp_path)
    size = ledger.verify().size
    cut(engine, leaves[2])
    change(engine, "MATCH (c:Checkpoint) WHERE c.size > $low DELETE c", low=leaves[2])
    found = ledger.verify()
    assert touched(found) == set(range(leaves[2], size))


def test_deleting_everything_is_found(engine: Engine, tmp_path: Path) -> None:
    _, ledger, _ = kept(engine, tmp_path)
    size = ledger.verify().size
    change(engine, "MATCH (n) WHERE n:LedgerEntry OR n:Checkpoint OR n:ProvEntity OR n:ProvActivity DETACH DELETE n")
    change(engine, "MATCH (h:ProvHead {id: 1}) SET h.leaves = 0, h.peaks = [], h.number = 0")
    found = ledger.verify()
    assert touched(found) == set(range(size))


def test_leaves_that_were_put_in_another_order_are_found(engine: Engine, tmp_path: Path) -> None:
    _, ledger, leaves = kept(engine, tmp_path)
    one, other = leaves[1], leaves[3]
    for was, now in ((one, -1), (other, one), (-1, other)):
        change(engine, "MATCH (e:LedgerEntry {n: $was}) SET e.n = $now", was=was, now=now)
    recompute(engine)
    found = ledger.verify()
    assert {one.first for one in found.findings if one.kind == "witness"} == {one, other}
    assert {one, other} <= touched(found)


def test_what_was_signed_anew_with_the_stolen_key_is_found(engine: Engine, tmp_path: Path) -> None:
    _, ledger, leaves = kept(engine, tmp_path)
    change(engine, EDIT)
    reseal(engine, leaves[1])
    recompute(engine)
    stolen = key_of(tmp_path / "home" / "ledger.key", "", LOG)
    for row in reading.checkpoints(engine, 0):
        point = Checkpoint(stolen.name, row["size"], merkle.root(reading.peaks(engine, row["size"])))
        change(
            engine,
            "MATCH (c:Checkpoint {size: $size}) SET c.note = $note",
            size=point.size,
            note=signed(point, [stolen]),
        )
    found = ledger.verify()
    assert {one.kind for one in found.findings} == {"witness"}
    assert touched(found) == {leaves[1]}


def test_a_witness_does_not_countersign_what_was_altered(engine: Engine, tmp_path: Path) -> None:
    store, ledger, leaves = kept(engine, tmp_path)
    change(engine, EDIT)
    reseal(engine, leaves[1])
    recompute(engine)
    stolen = key_of(tmp_path / "home" / "ledger.key", "", LOG)
    last = reading.last_checkpoint(engine)
    point = Checkpoint(stolen.name, last, merkle.root(reading.peaks(engine, last)))
    change(engine, "MATCH (c:Checkpoint {size: $size}) SET c.note = $note", size=last, note=signed(point, [stolen]))
    decide(store, "another")
    (asked,) = ledger.checkpoint("thief").witnesses
    assert asked.size == last
    assert "is a fork" in asked.fault


def test_what_was_added_to_a_sealed_decision_is_found(engine: Engine, tmp_path: Path) -> None:
    _, ledger, leaves = kept(engine, tmp_path)
    change(
        engine,
        "MATCH (d:Decision {number: 3})-[:WAS_GENERATED_BY]->(m) "
        "WITH m MATCH (r:Record) WITH m, r ORDER BY r.id LIMIT 1 "
        "CREATE (m)-[:USED {id: 'urn:tl:relation:forged', role: 'evidence', rank: 9, fields: ['name']}]->(r)",
    )
    found = ledger.verify()
    assert [(one.kind, one.first, one.last) for one in found.findings] == [("added", leaves[2], leaves[2])]


def test_a_decision_that_was_put_in_without_a_leaf_is_found(engine: Engine, tmp_path: Path) -> None:
    _, ledger, _ = kept(engine, tmp_path)
    change(engine, "CREATE (:ProvEntity:Decision {id: 'urn:tl:decision:forged', number: 5, choice: 'refund'})")
    found = ledger.verify()
    assert [(one.kind, one.says) for one in found.findings] == [("unsealed", "decision 5 has no leaf")]


def test_what_people_judged_is_held_against_the_ledger(engine: Engine, tmp_path: Path) -> None:
    _, ledger, _ = kept(engine, tmp_path)
    change(engine, "MATCH (j:Judgement) WHERE j.on = '' SET j.verdict = 'different'")
    (found,) = ledger.verify().findings
    (one,) = [entry for entry in entries(engine) if entry["kind"] == "judgement"]
    assert (found.kind, found.first) == ("altered", one["n"])
    assert "the Judgement `" in found.says


def test_verifying_can_begin_where_a_witness_stopped(engine: Engine, tmp_path: Path) -> None:
    store, ledger, _ = kept(engine, tmp_path)
    size = ledger.verify().size
    late = decide(store, "late")
    found = ledger.verify(from_witnessed=True)
    assert (found.start, found.size, found.findings) == (size, late + 1, [])
    assert found.root == ledger.verify().root
    change(engine, EDIT)
    assert ledger.verify(from_witnessed=True).findings == []
    change(engine, "MATCH (d:Decision {number: 5}) SET d.choice = 'decline'")
    assert touched(ledger.verify(from_witnessed=True)) == {late}


def cut(engine: Engine, low: int) -> None:
    """Cut the ledger's tail, and whatever tells of it but checkpoints."""
    change(engine, "MATCH (e:LedgerEntry) WHERE e.n >= $low AND e.kind = 'decision' WITH e.of AS of "
        "MATCH (d:ProvEntity {id: of}) DETACH DELETE d", low=low)  # fmt: skip
    change(engine, "MATCH (e:LedgerEntry) WHERE e.n >= $low DELETE e", low=low)
    recompute(engine)

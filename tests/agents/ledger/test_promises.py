"""What the ledger promises beside the attacks: a leaf for each act, proofs that outlive erasures, nobody guessed."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

from agents.commands import Commands
from agents.principals import Principals, Wanted
from graph.engines.base import Engine
from graph.migrate import migrate
from graph.model import Reader
from graph.store import Store
from ontology.digest import canonical, digest
from tests.agents.ledger.keeping import change, decide, entries, kept, ledger, touched
from tests.agents.world import CASE, CONTACT, CUSTOMER, PAYMENT, SECRET, built


def kinds(engine: Engine) -> Counter[str]:
    return Counter(one["kind"] for one in entries(engine))


def test_each_act_through_the_doors_leaves_one_leaf(engine: Engine, tmp_path: Path) -> None:
    store = built(engine)
    begun = {"policies": 1, "activation": 1, "registration": 1}
    assert kinds(engine) == {"ontology": 1, "source": 3, "judgement": 1, **begun}
    decide(store, "one")
    principals = Principals(engine)
    principals.add(Wanted(name="ann", kind="person", roles=["admin"]), "root")
    principals.add(Wanted(name="bob", kind="person", roles=["reader"]), "root")
    key = principals.make_key("bob", "ann")
    principals.make_key("bob", "ann")
    principals.change(Wanted(name="bob", kind="person", roles=["operator"]), "ann")
    assert principals.revoke(key.id, "ann")
    assert not principals.revoke(key.id, "ann")
    principals.remove("bob", "ann")
    commands = Commands(store, SECRET)
    commands.export("1", Reader("auditor", "audit"), "turtle")
    commands.page(commands.dossier("1", Reader("auditor", "audit")), Reader("auditor", "audit"))
    with store.writer("tests") as writer:
        made = writer.judge(CUSTOMER, CASE, "unsure", "ann", "who knows")
        writer.withdraw(made.id, "ann")
        writer.trust("erp", 70, "ann")
        writer.trust("erp", 70, "ann")
        writer.erase(PAYMENT, "ann", "asked for")
    assert kinds(engine) == {
        "ontology": 1, "source": 4, "judgement": 2, "decision": 1, "principal": 4, "key": 3, "export": 2,
        "withdrawal": 1, "erasure": 1, **begun,
    }  # fmt: skip
    assert ledger(engine, tmp_path).verify().findings == []


def test_an_erasure_leaves_every_proof_as_it_is(engine: Engine, tmp_path: Path) -> None:
    store, made, _ = kept(engine, tmp_path)
    for key in (PAYMENT, CUSTOMER, CASE):
        with store.writer("tests") as writer:
            writer.erase(key, "ann", "asked for")
    made.checkpoint("tests")
    found = made.verify()
    assert (found.findings, found.exposed) == ([], None)


def test_nothing_of_anybody_can_be_guessed_from_a_leaf(engine: Engine, tmp_path: Path) -> None:
    """A dictionary of what is known of people, records and things, as plain texts and as digests of the usual kinds."""
    _, _, _ = kept(engine, tmp_path)
    words = {
        "maria",
        "ann",
        "tests",
        "refund-agent",
        "refund",
        "decline",
        "person",
        CUSTOMER.text,
        CONTACT.text,
        CASE.text,
    }
    words |= {
        str(row["id"]) for row in engine.ask("MATCH (n) WHERE n.id IS NOT NULL AND NOT n:LedgerEntry RETURN n.id AS id")
    }
    words |= {one for word in words for one in (f"urn:tl:record:{word}", f"principal{word}")}
    digests = {
        one
        for word in words
        for one in (
            hashlib.sha256(word.encode()).hexdigest(),
            hashlib.sha256(canonical(word)).hexdigest(),
            digest({"name": word}),
            digest({"name": word, "kind": "person"}),
            digest({"name": word, "kind": "software"}),
        )
    }
    bodies = "\n".join(one["body"] for one in entries(engine))
    assert not [one for one in digests if one in bodies]
    assert not [one for one in words if len(one) > 8 and one in bodies]


def test_what_was_decided_before_there_was_a_ledger_is_sealed_once_and_says_so(engine: Engine, tmp_path: Path) -> None:
    store = built(engine)
    for name in ("one", "two", "three"):
        decide(store, name)
    before_the_ledger(engine)
    assert migrate(engine) == ["0012_ledger"]
    found = entries(engine)
    assert [(one["n"], one["kind"], '"late":true' in one["body"]) for one in found] == [
        (number, "decision", True) for number in range(3)
    ]
    change(engine, "MATCH (m:Migration {name: 'ledger'}) DELETE m")
    assert migrate(engine) == ["0012_ledger"]
    assert entries(engine) == found
    decide(store, "four")
    made = ledger(engine, tmp_path)
    assert made.verify().findings == []
    change(engine, "MATCH (d:Decision {number: 2}) SET d.because = 'another reason'")
    assert touched(made.verify()) == {1}


def before_the_ledger(engine: Engine) -> None:
    """Leave the graph as a version wrote it that had no ledger."""
    change(engine, "MATCH (e:LedgerEntry) DELETE e")
    change(engine, "MATCH (h:ProvHead {id: 1}) REMOVE h.leaves, h.peaks")
    change(engine, "MATCH (m:Migration {name: 'ledger'}) DELETE m")


def test_two_who_decide_at_once_have_leaves_of_their_own(engine: Engine, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    store = built(engine)
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda number: decide(Store(engine, store.ontology), f"decision {number}"), range(12)))
    assert len(set(numbers)) == 12
    assert ledger(engine, tmp_path).verify().findings == []

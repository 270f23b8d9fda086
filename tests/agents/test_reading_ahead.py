"""What is read ahead in one round trip is what the questions answer one by one: at every sequence, on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from agents.needs import Step, plan
from graph import reaching
from graph.engines.base import Engine
from graph.model import Reader, Rejected
from graph.reaching import Reach, statement
from graph.reader import Snapshot
from graph.store import Store
from ontology.errors import Invalid
from tests.agents.world import CASE, CUSTOMER, ORDER, built, customer, gone, order, payment, write

ANN = Reader("ann", "tests")


def lived(engine: Engine) -> Store:
    """The world after some changes: a value, relations that ended and came back, a row held back."""
    store = built(engine)
    write(store, customer(name="Alfreds GmbH"), payment(status="returned", version="2026-03-05T00:00:00Z"))
    write(store, gone(ORDER))
    write(store, order(status="cancelled"))
    held = Rejected("erp", "customers", "7", '{"id": "ALFKI"}', "no name", CUSTOMER.text)
    write(store, customer(city="Paris"), rejected=(held,))
    return store


def seen(snapshot: Snapshot, subject: str, step: Step) -> list[Any]:
    """Everything that a plan leads to, hop by hop."""
    found: list[Any] = [snapshot.things([subject])]
    for hop, ahead in step.ahead.values():
        links = snapshot.links([subject], hop.relation.type, hop.outward, 501)
        found.append(links)
        for link in links.get(subject, ()):
            found += seen(snapshot, link.other, ahead)
    return found


@pytest.mark.parametrize("action", ["refund", "escalate_case"])
def test_what_is_read_ahead_is_what_is_asked_one_by_one(engine: Engine, action: str) -> None:
    store = lived(engine)
    subject = store.read(ANN).resolve(str(CASE))
    kept = []
    for seq in range(store.head()[0] + 1):
        needs = plan(store.ontology, action)
        ahead, alone = store.read(ANN, seq), store.read(ANN, seq)
        ahead.reach(subject, needs.reach)
        assert seen(ahead, subject, needs.root) == seen(alone, subject, needs.root)
        assert ahead.held_back([CUSTOMER.text]) == alone.held_back([CUSTOMER.text])
        kept.append(len(ahead.held_back([CUSTOMER.text])))
    assert (kept[0], kept[-1]) == (0, 1)


def test_what_does_not_fit_is_asked_for(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    store = lived(engine)
    subject = store.read(ANN).resolve(str(CUSTOMER))
    needs = plan(store.ontology, "contact_customer")
    whole = seen(store.read(ANN), subject, needs.root)
    monkeypatch.setattr(reaching, "FANOUT", 0)
    snapshot = store.read(ANN)
    snapshot.reach(subject, needs.reach)
    assert seen(snapshot, subject, needs.root) == whole


def test_hubs_are_left_out_as_ever(engine: Engine) -> None:
    store = lived(engine)
    subject = store.read(ANN).resolve(str(CUSTOMER))
    engine.write(lambda tx: tx.ask("MATCH (t:Thing {id: $id}) SET t.wide_since = 3", id=subject))
    for seq, there in ((2, True), (3, False)):
        snapshot = store.read(ANN, seq)
        snapshot.reach(subject, (Reach("RAISED", True),))
        assert (subject in snapshot.links([subject], "RAISED", True)) is there
        assert (subject in store.read(ANN, seq).links([subject], "RAISED", True)) is there


def test_it_is_one_statement_of_names_that_are_checked(engine: Engine) -> None:
    subject = built(engine)
    text = statement((Reach("PLACED", True, (Reach("HAS_LINE", True),)), Reach("RAISED", False)))
    row = engine.ask(text, id=subject.read(ANN).resolve(str(CUSTOMER)), seq=subject.head()[0], limit=51, open=2**53 - 1)
    assert len(row) == 1
    with pytest.raises(Invalid, match="not a name"):
        statement((Reach("PLACED]-() DETACH DELETE n //", True),))

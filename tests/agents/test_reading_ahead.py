"""What is read ahead in one round trip is what the questions answer one by one: at every sequence, on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from agents.context import again, opened
from agents.needs import Step, plan
from graph import reaching
from graph.engines.base import Engine
from graph.model import Key, Reader, Rejected
from graph.reaching import Reach, statement
from graph.reader import Snapshot
from graph.store import Store
from ontology.errors import Invalid
from ontology.vocabulary import Need
from tests.agents.world import (
    CASE,
    CUSTOMER,
    INVOICE,
    ORDER,
    PAYMENT,
    SECRET,
    ask,
    built,
    customer,
    gone,
    ontology,
    order,
    payment,
    with_needs,
    write,
)

ANN = Reader("ann", "tests")


def lived(engine: Engine) -> Store:
    """The world after some changes: a value, relations that ended and came back, a row held back."""
    store = built(engine)
    write(store, customer(name="Alfreds GmbH"), payment(status="returned", version="2026-03-05T00:00:00Z"))
    write(store, gone(ORDER))
    write(store, order(status="cancelled"))
    write(store, gone(INVOICE), gone(PAYMENT))
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


def counted(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that are asked from now on."""
    asked: list[str] = []
    real = store.engine.ask

    def ask(cypher: str, **parameters: Any) -> list[Any]:
        asked.append(cypher)
        return real(cypher, **parameters)

    monkeypatch.setattr(store.engine, "ask", ask)
    return asked


@pytest.mark.parametrize(
    ("subject", "action"), [(CASE, "refund"), (CASE, "escalate_case"), (CUSTOMER, "credit_hold"), (ORDER, "ship_order")]
)
def test_an_answer_is_the_same_whether_its_fields_were_read_ahead_or_not(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, subject: Key, action: str
) -> None:
    store = lived(engine)
    id_ = store.read(ANN).resolve(str(subject))
    there = [seq for seq in range(store.head()[0] + 1) if store.read(ANN, seq).things([id_])]
    ids = [ask(store, subject=id_, action=action, as_of=seq).id for seq in there]
    inputs = [opened(one, SECRET)[0] for one in ids]
    ahead = [again(store, one, SECRET).bytes() for one in inputs]
    monkeypatch.setattr(Snapshot, "reach", lambda *_: None)
    monkeypatch.setattr(Snapshot, "take", lambda *_: None)
    assert [again(store, one, SECRET).bytes() for one in inputs] == ahead
    assert len(set(ahead)) > 1


def test_a_context_takes_one_round_trip(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    store = built(engine)
    subject = store.read(ANN).resolve(str(CASE))
    first = ask(store, subject=subject)
    asked = counted(store, monkeypatch)
    second = ask(store, subject=subject)
    assert (len(asked), second.bytes()) == (1, first.bytes())
    write(store, order(status="cancelled"))
    asked.clear()
    assert ask(store, subject=subject).inputs.seq == first.inputs.seq + 1
    assert len(asked) <= 2, "the date of the new commit is asked for once"


def test_words_that_came_into_force_elsewhere_are_heeded(engine: Engine) -> None:
    store, other = built(engine), Store(engine, ontology())
    subject = store.read(ANN).resolve(str(CASE))
    assert ask(store, subject=subject, action="refund").facts
    words = with_needs("Case", Need("status", True))
    with other.writer("tests") as writer:
        writer.activate(words, "ann")
    found = ask(store, subject=subject, action="look")
    assert [fact.property for fact in found.facts] == ["status"]
    assert found.inputs.ontology == words.digest
    assert ask(store, subject=subject, action="look").facts == found.facts


def test_a_relation_that_has_ended_since_is_read_ahead_as_it_was(engine: Engine) -> None:
    store = built(engine)
    subject, before = store.read(ANN).resolve(str(CASE)), store.head()[0]
    was = store.read(ANN, before).links([subject], "CONCERNS", True)
    write(store, gone(CASE))
    snapshot = store.read(ANN, before)
    snapshot.reach(subject, (Reach("CONCERNS", True),))
    assert [link.other for link in snapshot.links([subject], "CONCERNS", True)[subject]] == [
        link.other for link in was[subject]
    ]
    assert len(was[subject]) == 1

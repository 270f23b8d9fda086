"""Evidence then and now, and the run of activities: both say what the graph holds, as of any sequence."""

from __future__ import annotations

import re

import pytest

from agents.dossier import dossier
from agents.proposal import Decided
from agents.walks import evidence, timeline
from agents.walks.evidence import Beside, Compared
from graph.engines.base import Engine
from graph.model import Key, Reader
from graph.store import Store
from graph.syncs import SyncStart
from graph.writer import SyncMark
from ontology.errors import Invalid, NotFound
from tests.agents.world import (
    CASE,
    CLOCK,
    INVOICE,
    PAYMENT,
    ask,
    built,
    case,
    decided,
    gone,
    invoice,
    payment,
    row,
    write,
)

ANN = Reader("ann", "audit")
REVERSED = payment(status="reversed", version="2026-03-09T00:00:00Z")


def world(engine: Engine) -> tuple[Store, Decided]:
    store = built(engine)
    return store, decided(store, ask(store))


def of(store: Store, decision: Decided, key: Key, **more: str) -> Beside:
    (found,) = [one for one in evidence(store, decision.id, ANN, **more).records if one.key == key.text]
    return found


def field(one: Beside, name: str) -> Compared:
    return next(field for field in one.fields if field.field == name)


def test_every_record_that_was_shown_is_there_and_those_cited_come_first(engine: Engine) -> None:
    store, made = world(engine)
    answer = ask(store)
    found = evidence(store, made.id, ANN)
    assert sorted(field.statement for one in found.records for field in one.fields) == sorted(
        one.statement for one in answer.shown
    )
    assert [one.cited for one in found.records] == sorted((one.cited for one in found.records), reverse=True)
    assert {one.key for one in found.records if one.cited} == {PAYMENT.text, CASE.text}
    assert [answer.shown[field.n - 1].statement for one in found.records for field in one.fields] == [
        field.statement for one in found.records for field in one.fields
    ]
    assert found.sentence.endswith("0 of 2 cited fields of its records changed")
    assert (of(store, made, PAYMENT).kind, of(store, made, PAYMENT).source) == ("payment", "erp")


def test_a_version_stands_beside_the_present_one(engine: Engine) -> None:
    store, made = world(engine)
    before = of(store, made, PAYMENT)
    assert before.now == before.then
    assert before.then.until is None
    seq = write(store, REVERSED).seq
    after = of(store, made, PAYMENT)
    assert after.then.record == before.then.record != after.now.record
    assert (after.then.until, after.now.since, after.then.ended) == (seq, seq, store.commit_date(seq))
    status, paid_at = field(after, "status"), field(after, "paid_at")
    assert (status.then, status.now, status.changed, status.cited) == ("received", "reversed", True, True)
    assert (paid_at.then, paid_at.changed, paid_at.cited) == (paid_at.now, False, False)
    assert of(store, made, PAYMENT, as_of=str(seq - 1)) == before


def test_what_is_gone_over_or_erased_is_told(engine: Engine) -> None:
    store, made = world(engine)
    write(store, gone(PAYMENT))
    found = of(store, made, PAYMENT)
    assert (found.now.gone, field(found, "status").now, field(found, "status").changed) == (True, None, True)
    write(store, row(PAYMENT, ("Payment",), payment().fields, {"settles": INVOICE}, valid_to="2026-04-01"))
    assert not of(store, made, PAYMENT, at="2026-03-31").now.gone
    assert of(store, made, PAYMENT, at="2026-04-02").now.gone
    with store.writer("tests") as writer:
        writer.erase(PAYMENT, "ann")
    found = of(store, made, PAYMENT)
    assert (found.then.erased, field(found, "status").erased, field(found, "status").then) == (True, True, None)


def test_money_is_compared_with_its_currency(engine: Engine) -> None:
    store, made = world(engine)
    write(store, invoice(amount_currency="USD"))
    amount = field(of(store, made, INVOICE), "amount")
    assert (amount.then, amount.then_unit, amount.now, amount.now_unit) == (12050, "EUR", 12050, "USD")
    assert amount.changed


def test_evidence_before_the_decision_is_refused(engine: Engine) -> None:
    store, made = world(engine)
    for walk in (evidence, timeline, dossier):
        with pytest.raises(Invalid, match="before the decision's context"):
            walk(store, made.id, ANN, as_of=5)
        with pytest.raises(NotFound, match="no decision `9`"):
            walk(store, "9", ANN)


def test_the_run_of_activities_is_in_the_order_of_time(engine: Engine) -> None:
    store = built(engine)
    store.begin_sync(SyncStart("s-1", "desk", "tickets", "files", "1", "d", None, "2026-03-09T00:00:00.000000Z"))
    with store.writer("tests") as writer:
        writer.write([case(status="waiting")], SyncMark("s-1", "desk", "tickets", None, 1))
    made = decided(store, ask(store))
    seq = write(store, REVERSED).seq
    decided(store, ask(store), idempotency_key="again", revises=made.id)
    found = timeline(store, made.id, ANN)
    assert [one.at for one in found.moments] == sorted(one.at for one in found.moments)
    kinds = {one.kind: one for one in found.moments}
    assert set(kinds) == {"sync", "written", "reading", "decision", "change", "revision"}
    assert kinds["sync"].text == "sync s-1 of desk/tickets (files) brought 1 record that was shown, 1 cited"
    assert kinds["sync"].id == "urn:tl:sync:s-1"
    assert (kinds["reading"].at, kinds["reading"].text.startswith("refund-agent asked")) == (CLOCK, True)
    assert re.fullmatch(
        r"refund-agent asked what must be known for `refund`, as of sequence \d+ of \S+Z: its clock was set back",
        kinds["reading"].text,
    )
    assert kinds["decision"].text == "refund-agent, for maria, chose `refund`"
    assert (kinds["change"].seq, kinds["change"].at) == (seq, store.commit_date(seq))
    assert kinds["change"].text == "erp/payments/P-1 was learnt anew: status received → reversed"
    assert kinds["revision"].text.startswith("this one is revised by decision 2, `refund`")
    assert "change" not in {one.kind for one in timeline(store, made.id, ANN, as_of=seq - 1).moments}
    texts = [one.text for one in timeline(store, "2", ANN).moments]
    assert any(text.startswith("this one revises decision 1") for text in texts)


def test_every_change_of_what_was_cited_is_a_moment(engine: Engine) -> None:
    store, made = world(engine)
    write(store, payment(method="card", version="2026-03-08T00:00:00Z"))
    write(store, REVERSED)
    write(store, gone(PAYMENT, version="2026-03-10T00:00:00Z"))
    told = [one.text for one in timeline(store, made.id, ANN).moments if one.kind == "change"]
    assert told == [
        "erp/payments/P-1 was learnt anew; what was cited stayed",
        "erp/payments/P-1 was learnt anew: status received → reversed",
        "erp/payments/P-1 is gone",
    ]


def test_a_dossier_gathers_the_walks_as_of_one_sequence(engine: Engine) -> None:
    store, made = world(engine)
    seq = write(store, REVERSED).seq
    found = dossier(store, "1", ANN)
    assert (found.seq, found.evidence.seq, found.drift.seq, found.timeline.seq) == (seq,) * 4
    assert {(one.role, one.name, one.kind) for one in found.parties} == {
        ("agent", "refund-agent", "software"), ("on_behalf_of", "maria", "person"),
    }  # fmt: skip
    assert [(one.name, one.chosen) for one in found.options] == [("refund", True), ("decline", False)]
    assert found.payload == {"payment": "P-1", "amount": 12050, "amount_currency": "EUR"}
    assert (found.status, found.replay.verdict, len(found.drift.drifted)) == ("judged", "same", 1)
    assert dossier(store, made.id, ANN, as_of=seq - 1).drift.drifted == []

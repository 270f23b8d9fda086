"""The law of walks: what they showed at an instant they show as of it for ever, whatever is learnt or decided since."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.answer import Answer
from agents.decide import decide
from agents.dossier import dossier
from agents.exports.formats import export
from agents.looking.decisions import decision as looked_at
from agents.proposal import Decided
from agents.replay import replay
from agents.walks import drift, evidence, impact, timeline, trace, why
from graph.clock import now
from graph.engines.base import Engine
from graph.model import Reader
from graph.store import Store
from graph.syncs import SyncEnd, SyncStart
from graph.writer import SyncMark
from ontology.errors import Invalid, NotFound
from tests.agents import test_same_bytes
from tests.agents.world import (
    CLOCK,
    CUSTOMER,
    INVOICE,
    ORDER,
    PAYMENT,
    SECRET,
    ask,
    built,
    case,
    payment,
    proposal,
    row,
    write,
)
from tests.graphs import blank

ANN = Reader("ann", "audit")
SUBJECTS = (str(CUSTOMER), f"{PAYMENT}#status", "source:erp", "sync:sync-1")


def decided(store: Store, answer: Answer, **more: Any) -> Decided:
    """A decision that is dated by the clock of the world, as its commits are."""
    return decide(store, SECRET, proposal(answer, **more))


STEPS: list[test_same_bytes.Step] = [
    *test_same_bytes.STEPS[:-1],
    lambda store, number: decided(store, ask(store), idempotency_key=f"k{number}", cites=["1"]),
]


def brought(store: Store, sync: str) -> None:
    """A sync that has brought a payment, and runs on."""
    store.begin_sync(SyncStart(sync, "erp", "payments", "files", "files 1", "m", None, now()))
    with store.writer("tests") as writer:
        writer.write([payment(status=sync, version="2026-03-03T00:00:01Z")], SyncMark(sync, "erp", "payments", None, 1))


def walked(store: Store, made: Decided, as_of: int | str | None = None) -> dict[str, str]:
    """What every walk shows of a decision, as of now or an instant."""
    found = {
        "why": why(store, made.id, ANN, as_of),
        "trace": trace(store, made.id, ANN, as_of),
        "replay": replay(store, made.id, ANN, as_of),
        "drift": drift(store, made.id, ANN, as_of, CLOCK),
        "evidence": evidence(store, made.id, ANN, as_of, CLOCK),
        "timeline": timeline(store, made.id, ANN, as_of),
        "decision": looked_at(store, made.id, ANN, as_of),
        **{subject: impact(store, subject, ANN, as_of=as_of) for subject in SUBJECTS},
    }
    told = {name: one.model_dump_json() for name, one in found.items()}
    told |= {name: export(store, made.id, ANN, name, as_of).body.decode() for name in ("graph",)}
    whole = dossier(store, made.id, ANN, as_of, CLOCK)
    return told | {"dossier": whole.model_copy(update={"made": ""}).model_dump_json()}


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(0, len(STEPS) - 1), min_size=1, max_size=3),
    st.lists(st.integers(0, len(STEPS) - 1), max_size=3),
)
def test_what_a_walk_showed_then_it_shows_as_of_then(engine: Engine, before: list[int], after: list[int]) -> None:
    blank(engine)
    store = built(engine)
    brought(store, "sync-1")
    first = decided(store, ask(store))
    for number, step in enumerate(before):
        STEPS[step](store, number)
    then, instant, seq = walked(store, first), now(), store.head()[0]
    decided(store, ask(store), idempotency_key="late", revises=first.id, agent="other-agent", cites=[1])
    brought(store, "sync-2")
    store.end_sync(SyncEnd("sync-1", "done", now()))
    for number, step in enumerate(after[:3], 20):
        STEPS[step](store, number)
    assert walked(store, first, instant) == then
    over = walked(store, first, seq)
    STEPS[0](store, 90)
    decided(store, ask(store), idempotency_key="later still", cites=[1])
    assert walked(store, first, seq) == over


def test_what_was_decided_later_is_hidden(engine: Engine) -> None:
    store = built(engine)
    first = decided(store, ask(store))
    instant, seq = now(), store.head()[0]
    write(store, case(status="closed"))
    second = decided(store, ask(store), idempotency_key="b", revises=first.id)
    assert why(store, first.id, ANN).status == looked_at(store, "1", ANN).status == "revised"
    for then in (instant, seq, str(seq)):
        assert why(store, first.id, ANN, then).status == looked_at(store, "1", ANN, then).status == "judged"
        assert [one.number for one in impact(store, str(ORDER), ANN, as_of=then).saw] == [1]
        assert [one.number for one in impact(store, "source:erp", ANN, as_of=then).rests_on] == [1]
        assert second.id not in export(store, "1", ANN, "graph", then).body.decode()
        assert "revision" not in {one.kind for one in timeline(store, "1", ANN, then).moments}
    assert second.id in export(store, "1", ANN, "graph", now()).body.decode()
    assert [one.number for one in impact(store, "source:erp", ANN, as_of=now()).rests_on] == [2, 1]


def test_a_decision_that_had_not_been_made_is_not_found(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    write(store, case(status="closed"))
    instant, seq = now(), store.head()[0]
    write(store, case(status="open"))
    late = decided(store, ask(store))
    walks = (why, trace, replay, drift, evidence, timeline, dossier, looked_at)
    for walk in walks:
        with pytest.raises(Invalid, match="is before the decision's context"):
            walk(store, late.id, ANN, seq)
    with pytest.raises(Invalid, match="is before the decision's context"):
        export(store, late.id, ANN, "provn", instant)
    old = decided(store, answer, idempotency_key="on an older context")
    assert old.at >= late.at
    for walk in walks:
        with pytest.raises(NotFound, match=f"decision 2 had not been made as of `{seq}`"):
            walk(store, old.id, ANN, seq)
        assert walk(store, old.id, ANN, now())


def test_impact_is_of_what_was_known_and_valid_then(engine: Engine) -> None:
    store = built(engine)
    decided(store, ask(store))
    with pytest.raises(NotFound, match="no source `erp` has brought anything"):
        impact(store, "source:erp", ANN, as_of=1)
    with pytest.raises(NotFound, match="was not there as of sequence 1"):
        impact(store, str(CUSTOMER), ANN, as_of=1)
    assert impact(store, str(CUSTOMER), ANN, as_of=store.head()[0]).seq == store.head()[0]
    with pytest.raises(Invalid, match="lies in the future"):
        impact(store, str(CUSTOMER), ANN, as_of="2999-01-01")


def test_validity_is_told_by_the_end_of_what_is_read_as_of(engine: Engine) -> None:
    store = built(engine)
    made = decided(store, ask(store))
    soon = store.commit_date(store.head()[0])
    write(store, row(PAYMENT, ("Payment",), payment().fields, {"settles": INVOICE}, version="2026-03-04T00:00:00Z",
                     valid_to=soon))  # fmt: skip
    assert [one.change for one in drift(store, made.id, ANN).drifted] == ["expired"]
    seq = store.head()[0]
    write(store, case(status="closed"))
    assert [one.change for one in drift(store, made.id, ANN, seq).drifted] == ["expired"]
    assert drift(store, made.id, ANN, seq, CLOCK).drifted == []
    assert "expired" not in {one.change for one in drift(store, made.id, ANN, seq - 1).drifted}

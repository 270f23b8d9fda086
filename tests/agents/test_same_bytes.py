"""The law of contexts: the same call with the same inputs gives the same bytes after any later change."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.answer import Answer
from agents.context import again, opened
from graph.engines.base import Engine
from graph.model import Rejected
from graph.store import Store
from ontology.vocabulary import Need
from tests.agents.world import (
    CASE,
    CONTACT,
    CUSTOMER,
    INVOICE,
    ORDER,
    PAYMENT,
    SECRET,
    ask,
    built,
    case,
    contact,
    customer,
    decided,
    gone,
    invoice,
    ontology,
    order,
    payment,
    with_needs,
    write,
)
from tests.graphs import blank

Step = Callable[[Store, int], object]
SUBJECTS = ((str(CASE), "refund"), (str(CASE), "escalate_case"), (str(CUSTOMER), "credit_hold"))


def judged(store: Store, verdict: str) -> None:
    with store.writer("tests") as writer:
        writer.judge(CUSTOMER, CONTACT, verdict, "ann", "looked again")


def trusted(store: Store, source: str, value: int) -> None:
    with store.writer("tests") as writer:
        writer.trust(source, value, "ann")


def activated(store: Store, number: int) -> None:
    words = with_needs("Case", Need("status", True)) if number % 2 else ontology()
    with store.writer("tests") as writer:
        writer.activate(words, "ann")
    store.ontology = words  # as whoever writes on opens the graph anew


STEPS: list[Step] = [
    lambda store, number: write(store, payment(status=f"s{number}", version=f"2026-03-04T00:00:{number:02}Z")),
    lambda store, number: write(store, customer(name=f"Name {number}"), contact(segment=f"g{number}")),
    lambda store, number: write(store, case(status=f"s{number}"), invoice(amount=number, amount_currency="USD")),
    lambda store, _: write(store, gone(PAYMENT), gone(INVOICE)),
    lambda store, _: write(store, gone(CONTACT), gone(ORDER)),
    lambda store, _: write(store, payment(), invoice(), contact(), order()),
    lambda store, _: judged(store, "different"),
    lambda store, _: judged(store, "same"),
    lambda store, number: trusted(store, "crm", 40 + number % 3 * 20),
    activated,
    lambda store, number: write(
        store, rejected=(Rejected("erp", "payments", str(number), f"{number}", "no number", PAYMENT.text),)
    ),
    lambda store, number: decided(store, ask(store), idempotency_key=f"k{number}", cites=["1"]),
]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, len(STEPS) - 1), min_size=4, max_size=14), st.data())
def test_the_same_inputs_give_the_same_bytes_after_any_later_change(
    engine: Engine, chosen: list[int], data: st.DataObject
) -> None:
    blank(engine)
    store = built(engine)
    kept: list[Answer] = []
    for number, step in enumerate(chosen):
        subject, action = data.draw(st.sampled_from(SUBJECTS))
        kept.append(ask(store, subject=subject, action=action, budget=data.draw(st.sampled_from([150, 2_000]))))
        STEPS[step](store, number)
    for answer in kept:
        inputs, digest = opened(answer.id, SECRET)
        repeated = again(Store(engine, ontology()), inputs, SECRET)
        assert repeated.bytes() == answer.bytes()
        assert repeated.digest == digest

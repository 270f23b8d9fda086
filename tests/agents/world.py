"""A small world for tests: a customer in two systems, an order with its invoice and payment, and a case about it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from agents.answer import Answer
from agents.context import Question, context
from agents.decide import decide
from agents.proposal import Decided, Proposal
from graph.acts import SourceSpec
from graph.engines.base import Engine
from graph.model import Key, Observation, Ref, Rejected, Value
from graph.registrations import Registration, register
from graph.store import Store
from graph.writer import Written
from ontology import policies
from ontology.digest import canonical
from ontology.loading import load
from ontology.vocabulary import Action, Need, Ontology

SECRET = b"a key that only the tests know!!"
CLOCK = "2026-03-10T12:00:00.000000Z"
CASE = Key("desk", "tickets", (17,))
CUSTOMER = Key("erp", "customers", ("ALFKI",))
CONTACT = Key("crm", "accounts", ("C-9",))
ORDER = Key("erp", "orders", (10248,))
INVOICE = Key("erp", "invoices", ("I-1",))
PAYMENT = Key("erp", "payments", ("P-1",))


@cache
def ontology() -> Ontology:
    return load()


def with_needs(subject: str, *needs: Need) -> Ontology:
    """The vocabulary with one action of its own, `look`, and its needs."""
    words = ontology()
    action = Action("look", "look", "Look at something.", subject, needs)
    parts = (words.classes.values(), words.properties.values(), words.relations.values())
    return Ontology.of("test", *parts, [*words.actions.values(), action])


def ref(field: str, target: Key) -> Ref:
    """A reference by a relation or its inverse."""
    relation, outward = ontology().relation(field)
    (cls,) = sorted(relation.range if outward else relation.domain)[:1]
    return Ref(field, relation.type, outward, cls, target)


def row(
    key: Key,
    classes: tuple[str, ...],
    fields: Mapping[str, Value],
    refs: Mapping[str, Key] | None = None,
    **more: Any,
) -> Observation:
    """What a source says about one key."""
    said = {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}
    return Observation(
        key,
        classes,
        fields,
        tuple(ref(field, target) for field, target in (refs or {}).items()),
        payload=canonical({**said, **{field: target.text for field, target in (refs or {}).items()}}).decode(),
        **more,
    )


def customer(**fields: Value) -> Observation:
    said = {"name": "Alfreds Futterkiste", "credit_hold": False, "segment": "retail", "city": "Berlin", **fields}
    return row(CUSTOMER, ("Customer", "Organization"), said, version="2026-03-01T00:00:00Z")


def contact(**fields: Value) -> Observation:
    said = {"name": "Alfreds Futterkiste GmbH", "segment": "retail", **fields}
    return row(CONTACT, ("Customer", "Organization"), said, version="2026-02-01T00:00:00Z")


def order(**fields: Value) -> Observation:
    said = {"order_number": "10248", "ordered_at": "2026-02-20", **fields}
    return row(ORDER, ("Order",), said, {"placed_by": CUSTOMER}, version="2026-02-20T00:00:00Z")


def invoice(**fields: Value) -> Observation:
    said = {"invoice_number": "I-1", "amount": 12050, "amount_currency": "EUR", "status": "paid", **fields}
    return row(INVOICE, ("Invoice",), said, {"invoice_of": ORDER}, version="2026-03-02T00:00:00Z")


def payment(**fields: Value) -> Observation:
    said = {"amount": 12050, "amount_currency": "EUR", "status": "received", "paid_at": "2026-03-01", **fields}
    version = fields.get("version", "2026-03-03T00:00:00Z")
    said.pop("version", None)
    return row(PAYMENT, ("Payment",), said, {"settles": INVOICE}, version=version)


def case(**fields: Value) -> Observation:
    said = {"subject": "Broken jars", "status": "open", "kind": "refund request", "opened_at": "2026-03-09", **fields}
    return row(CASE, ("Case",), said, {"raised_by": CUSTOMER, "concerns": ORDER})


def everything() -> list[Observation]:
    return [customer(), contact(), order(), invoice(), payment(), case()]


def built(engine: Engine) -> Store:
    """The store of the whole world."""
    store = Store(engine, ontology())
    with store.writer("tests") as writer:
        shipped = policies.shipped(ontology())
        writer.activate(ontology(), "tests", (shipped.digest, shipped.text))
        for source in ("crm", "desk", "erp"):
            writer.register(SourceSpec(source, "test", 60 if source == "erp" else 50), "tests")
        writer.write(everything())
        writer.judge(CUSTOMER, CONTACT, "same", "ann", "the same street")
    registered(engine)
    return store


def registered(engine: Engine, name: str = "refund-agent", tier: int = 2, **more: str) -> Registration:
    """Register an agent."""
    said = {"version": "1.0", "owner": "maria", "model": "rules-7", "instructions": "refunds of broken goods", **more}
    one = Registration(name=name, tier=tier, since=CLOCK, by="tests", **said)
    register(engine, one)
    return one


def write(store: Store, *observations: Observation, rejected: tuple[Rejected, ...] = ()) -> Written:
    with store.writer("tests") as writer:
        return writer.write(observations, rejected=rejected)


def gone(key: Key, **more: Any) -> Observation:
    return Observation(key, gone=True, **more)


def ask(store: Store, **more: Any) -> Answer:
    """The context of a refund on the case."""
    question = {"subject": str(CASE), "action": "refund", "reader": "refund-agent", "purpose": "refund", **more}
    return context(store, SECRET, Question(**question), CLOCK)


def cite(answer: Answer, path: str) -> str:
    """The statement of the first fact at a path."""
    return next(fact.statement for fact in answer.facts if fact.path == path and not fact.relation)


def proposal(answer: Answer, **more: Any) -> Proposal:
    said: dict[str, Any] = {
        "context_id": answer.id,
        "question": "Shall the customer get the money back?",
        "options": [{"name": "refund"}, {"name": "decline", "dropped": "the goods did arrive broken"}],
        "choice": "refund",
        "because": "the payment was received and the jars were broken",
        "confidence": "0.85",
        "action": {"payment": "P-1", "amount": 12050, "amount_currency": "EUR"},
        "agent": "refund-agent",
        "on_behalf_of": "maria",
        "idempotency_key": "case-17",
    }
    if "cites" not in more:
        said["cites"] = [cite(answer, "concerns/has_invoice/settled_by/status"), cite(answer, "status")]
    return Proposal(**{**said, **more})


def decided(store: Store, answer: Answer, **more: Any) -> Decided:
    return decide(store, SECRET, proposal(answer, **more), CLOCK)

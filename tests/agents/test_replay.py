"""What was decided can be shown again, whatever was learnt, merged or deleted since; what was altered is found."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from agents import render, trial
from agents.decide import decide
from agents.replay import replay, replays, summed
from agents.trial import trials
from graph import policies as kept
from graph.engines.base import Engine
from graph.model import Reader
from graph.store import Store
from ontology import policies
from ontology.errors import Invalid, NotFound
from tests.agents.world import (
    CASE,
    CONTACT,
    CUSTOMER,
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
    proposal,
    write,
)

ANN = Reader("ann", "audit")
STEPS, DECISIONS = 40, 12


def change(store: Store, dice: random.Random) -> None:
    """A correction, a deletion or a return, a merge or its withdrawal, at random."""
    number = dice.randrange(1000)
    moves: list[Callable[[], object]] = [
        lambda: write(store, customer(name=f"Alfreds {number}", city=f"Town {number}")),
        lambda: write(store, contact(segment=f"s{number}")),
        lambda: write(store, payment(status=f"p{number}", version=f"2026-04-01T00:00:{number % 60:02}Z")),
        lambda: write(store, invoice(amount=number), order(ordered_at="2026-02-21"), case(status=f"c{number}")),
        lambda: write(store, gone(dice.choice([ORDER, PAYMENT, CUSTOMER]))),
        lambda: write(store, order(), payment(version="2026-04-02T00:00:00Z"), customer()),
        lambda: judge(store, dice),
    ]
    dice.choice(moves)()


def judge(store: Store, dice: random.Random) -> None:
    """Say that the customer and the contact are the same, or not; or take back what was said."""
    with store.writer("tests") as writer:
        writer.judge(CUSTOMER, CONTACT, dice.choice(["same", "different"]), "ann", "at random")


def lived(engine: Engine, seed: int) -> Store:
    """The world after many random changes, with decisions in between."""
    store, dice = built(engine), random.Random(seed)
    decided(store, ask(store), idempotency_key="first")
    for step in range(STEPS):
        change(store, dice)
        if step % (STEPS // DECISIONS) == 0:
            try:
                answer = ask(store)
            except NotFound:
                continue
            decided(store, answer, idempotency_key=f"step {step}", cites=[answer.shown[0].statement])
    return store


@pytest.mark.parametrize("seed", [1, 2])
def test_every_decision_replays_to_the_same_digest_after_corrections_merges_and_deletes(
    engine: Engine, seed: int
) -> None:
    store = lived(engine, seed)
    number, found = replays(store, ANN)
    told = summed(found)
    assert number == told.replayed == told.same > DECISIONS
    assert told.sentence == f"{number} decisions replayed: {number} the same to the byte"
    assert store.verify() == []


def test_those_since_a_number_or_a_date_are_replayed(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    for number, clock in enumerate(("2026-03-11T00:00:00.000000Z", "2030-01-01T00:00:00.000000Z", None)):
        decide(store, SECRET, proposal(answer, idempotency_key=str(number)), clock)
    assert [one.number for one in replays(store, ANN, 2)[1]] == [2, 3]
    assert [one.number for one in replays(store, ANN, "2030-01-01")[1]] == [2, 3]
    assert replays(store, ANN, 4)[0] == 0
    assert summed(replays(store, ANN, 9)[1]).sentence == "0 decisions replayed: 0 the same to the byte"
    with pytest.raises(Invalid, match="not a date"):
        replays(store, ANN, "soon")


ATTACKS = {
    "MATCH (r:Record {stream: 'payments'}) SET r.status = 'refunded'": "another commitment",
    "MATCH (c:Context) SET c.shown = c.shown[1..], c.commitments = c.commitments[1..], c.things = c.things[1..]": (
        "statement 1: another statement"
    ),
    "MATCH (c:Context) SET c.things = c.things[1..]": "another thing",
    "MATCH (c:Context) SET c.gaps = '[7]'": "gaps: then [7], now",
    "MATCH (c:Context) SET c.conflicts = 7": "conflicts: then 7, now 1",
    "MATCH (c:Context) SET c.stale = [3]": "stale: then [3], now []",
    "MATCH (c:Context) SET c.held_back = ['q']": "held back: then ['q'], now []",
    "MATCH (c:Context) SET c.ontology = 'other'": "its subject or its ontology is not there any more",
    "MATCH (r:Record {stream: 'tickets'}) SET r.gone = true": "its subject or its ontology is not there any more",
    "MATCH (c:Context) SET c.budget = 7": "a fact is told otherwise",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_was_altered_is_told_by_the_first_difference(engine: Engine, attack: str) -> None:
    store = built(engine)
    made = decided(store, ask(store))
    assert replay(store, made.id, ANN).verdict == "same"
    engine.write(lambda tx: tx.ask(attack))
    told = replay(store, made.id, ANN)
    assert told.verdict == "diverged"
    assert told.difference is not None
    assert ATTACKS[attack] in told.difference
    several = summed(replays(store, ANN)[1])
    assert (several.same, [one.number for one in several.diverged]) == (0, [1])
    assert several.sentence == "1 decision replayed: 0 the same to the byte, 0 erased in part, 1 diverged"
    assert f"first: {told.difference}" in render.replays(several)


def test_what_was_erased_is_told_apart_from_what_was_altered(engine: Engine) -> None:
    store = built(engine)
    decided(store, ask(store), idempotency_key="a")
    other = ask(store, subject=str(CASE), action="escalate_case")
    decided(store, other, idempotency_key="b", cites=[other.shown[0].statement])
    with store.writer("tests") as writer:
        writer.erase(PAYMENT, "ann")
    told = summed(replays(store, ANN)[1])
    assert [one.number for one in told.erased] == [1]
    assert (told.same, told.diverged) == (1, [])
    assert told.erased[0].erased == ["erp/payments/P-1 was erased"]


def test_it_is_judged_again_by_the_policies_of_then(engine: Engine) -> None:
    store = built(engine)
    made = decided(store, ask(store))
    told = replay(store, made.id, ANN, today=True)
    assert (told.verdict, told.outcome) == ("same", "allow")
    assert told.today is not None
    assert told.today.outcome == "approval", "what was fresh then is stale today"
    drafted = policies.of_files({"none.cedar": NOBODY}, ontology())
    kept.add(engine, drafted.digest, drafted.text, "maria")
    with store.writer("tests") as writer:
        writer.activate_policies(drafted.digest, "ann")
    assert replay(store, made.id, ANN).verdict == "same"
    assert decided(store, ask(store), idempotency_key="now").status == "denied"
    assert [one.verdict for one in replays(store, ANN)[1]] == ["same", "same"]


JUDGED = {
    "SET v.outcome = 'approval'": "verdict: its outcome, then approval, now allow",
    "SET v.policies = ['other'], v.says = ['x'], v.effects = ['permit']": "verdict: its policies, then other",
    "SET v.rests_on = []": "verdict: its rests on, then none, now urn:tl:record:",
    "SET v.asked = 'x'": "verdict: what was asked is not what was attested",
}


@pytest.mark.parametrize("attack", JUDGED)
def test_a_verdict_that_was_altered_is_found(engine: Engine, attack: str) -> None:
    store = built(engine)
    made = decided(store, ask(store))
    engine.write(lambda tx: tx.ask(f"MATCH (v:Verdict) {attack}"))
    told = replay(store, made.id, ANN)
    assert told.verdict == "diverged"
    assert told.difference is not None
    assert told.difference.startswith(JUDGED[attack])


def test_what_changed_a_verdict_is_told(engine: Engine) -> None:
    store = built(engine)
    made = decided(store, ask(store))
    write(store, customer(credit_hold=True))
    told = replay(store, made.id, ANN, today=True)
    assert told.verdict == "same"
    assert told.today is not None
    assert (told.today.outcome, told.today.flips) == ("deny", True)
    assert [one.id for one in told.today.policies] == ["refund-not-on-hold"]
    assert any(one.startswith("raised_by/credit_hold: then") for one in told.today.because)
    assert "it would flip today: it may not be done (refund-not-on-hold)" in render.replay(told)


def test_a_draft_of_policies_is_tried_on_past_decisions(engine: Engine) -> None:
    store = built(engine)
    for number, minor in enumerate((1_000, 9_000, 12_000)):
        action = {"amount": minor, "amount_currency": "EUR"}
        decided(store, ask(store), action=action, idempotency_key=str(number))
    strict = policies.of_files({"small.cedar": SMALLER}, ontology())
    number, tried = trials(store, strict)
    found = trial.summed(strict, tried)
    assert (number, found.tried, found.untried) == (3, 3, [])
    assert [(one.number, one.outcome, one.trial, one.numbers) for one in found.flips] == [
        (2, "allow", "deny", {"amount": 9_000}),
        (3, "allow", "deny", {"amount": 12_000}),
    ]
    assert found.sentence == "2 of 3 decisions would flip"
    assert trial.summed(strict, trials(store, strict, 3)[1]).tried == 1
    ours = policies.shipped(ontology())
    assert trial.summed(ours, trials(store, ours)[1]).flips == []


NOBODY = '@id("nobody") @says("Nobody does anything.") forbid (principal, action, resource);'
SMALLER = """@id("small") @says("At most 50.00.") permit (principal, action, resource)
when { context.payload.numbers.hasTag("amount") && context.payload.numbers.getTag("amount") <= 5000 };"""

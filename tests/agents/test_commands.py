"""The commands that doors call: typed in, typed out, every mistake named at once."""

from __future__ import annotations

import pytest

from agents import render
from agents.answer import Answer
from agents.commands import Commands, formed
from agents.context import Question
from agents.proposal import Principal
from graph.engines.base import Engine
from graph.model import Reader
from ontology.errors import Invalid
from tests.agents.world import PAYMENT, SECRET, built, cite, payment, write

ANN = Reader("ann", "audit")


def test_the_whole_way_through_the_commands(engine: Engine) -> None:
    store = built(engine)
    commands = Commands(store, SECRET)
    answer = commands.context("desk/tickets/17", "refund", reader="refund-agent", purpose="refund")
    made = commands.decide(
        answer.id,
        "Refund?",
        ["refund", {"name": "decline", "dropped": "the jars were broken"}],
        "refund",
        because="it was paid",
        confidence="0.9",
        action={"payment": "P-1"},
        cites=[cite(answer, "concerns/has_invoice/settled_by/status")],
        agent="refund-agent",
        on_behalf_of=Principal(name="desk team", kind="team"),
        idempotency_key="17",
    )
    write(store, payment(status="reversed", version="2026-03-09T00:00:00Z"))
    assert "chose `refund`" in commands.why(made.id, ANN).sentence
    assert commands.trace("1", ANN).decision == made.id
    assert [one.change for one in commands.drift("1", ANN).drifted] == ["changed"]
    assert [hit.number for hit in commands.impact(str(PAYMENT), ANN).rests_on] == [1]
    assert commands.replay("1", ANN).verdict == "same"


def test_every_mistake_of_a_proposal_is_named(engine: Engine) -> None:
    commands = Commands(built(engine), SECRET)
    with pytest.raises(Invalid, match="not a proposal") as refused:
        commands.decide("x", "", [], "", because="", confidence="2", action={}, cites=[], agent="", on_behalf_of="b",
                        idempotency_key="")  # fmt: skip
    named = " ".join(refused.value.details)
    for field in ("question", "options", "choice", "because", "confidence", "agent.name", "idempotency_key"):
        assert f"`{field}`" in named


@pytest.mark.parametrize("wrong", [{"budget": 0}, {"subject": ""}, {"reader": ""}, {"budget": "many"}])
def test_a_question_of_the_wrong_form_is_refused(wrong: dict[str, object]) -> None:
    said = {"subject": "a", "action": "b", "reader": "c", "purpose": "d"}
    with pytest.raises(Invalid, match="not a question"):
        formed(Question, **{**said, **wrong})


def test_answers_survive_json(engine: Engine) -> None:
    commands = Commands(built(engine), SECRET)
    answer = commands.context("desk/tickets/17", "refund", reader="a", purpose="b")
    assert Answer.model_validate_json(answer.bytes()) == answer


def test_walks_are_rendered_as_trees(engine: Engine) -> None:
    store = built(engine)
    commands = Commands(store, SECRET)
    answer = commands.context("desk/tickets/17", "refund", reader="refund-agent", purpose="refund")
    commands.decide(
        answer.id, "Refund?", ["refund"], "refund", because="paid", confidence="1", action={}, cites=["1"], agent="a",
        on_behalf_of="b", idempotency_key="17",
    )  # fmt: skip
    lines = render.explanation(commands.why("1", ANN)).splitlines()
    assert lines[0].startswith(
        "a, for b, chose `refund` on case desk/tickets/17 with confidence 1 because paid: it rests"
    )
    assert lines[2:6] == [
        "decision 1: `refund`, denied",
        "├─ asked: Refund?",
        "├─ weighed 1 option",
        "│  └─ `refund` chosen: paid",
    ]
    assert lines[7].startswith("│  └─ case desk/tickets/17 · subject: Broken jars")
    assert lines[8].startswith("│     └─ desk/tickets/17 `subject`, learnt ")
    assert lines[-2].startswith("└─ it may not be done: judged by policies ")
    assert lines[-1].startswith("   └─ forbid: Only a registered agent")
    assert render.drift(commands.drift("1", ANN)) == "nothing that decision 1 cites has changed\n"
    assert render.replay(commands.replay("1", ANN)).startswith("what decision 1 was shown can be shown again")
    assert "\n  saw it: decision 1, `refund` by a, " in render.impact(commands.impact(str(PAYMENT), ANN))

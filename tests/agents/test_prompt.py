"""The text of a context stays under its budget, is cut from the end, and cannot be forged by what it quotes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.answer import Fact
from agents.compose import Page
from agents.gather import Neighbourhood
from agents.lines import LONGEST
from agents.prompt import render, tokens
from agents.shown import Register
from graph.model import OPEN, Key, Record, Thing
from ontology.errors import Invalid
from tests.agents.world import CLOCK, ontology

SUBJECT = "0" * 32


def page(*values: str) -> Page:
    """A page with one fact for each value, all of them of one thing."""
    key = Key("desk", "tickets", (17,))
    record = Record("1" * 32, key, 1, OPEN, 1, False, ("Case",), {}, (), None, None, None, None, "", "salt")
    found = Neighbourhood(SUBJECT, CLOCK, {SUBJECT: Thing(SUBJECT, (record,))})
    written = Page(found, ontology(), Register(CLOCK, {}))
    for number, value in enumerate(values, 1):
        written.facts.append(fact(number, value, required=number <= len(values) // 2))
    return written


def fact(number: int, value: str, required: bool) -> Fact:
    return Fact(
        n=number,
        statement=f"urn:tl:record:{'1' * 32}#status",
        source="desk",
        key='["desk","tickets",[17]]',
        value=value,
        since=1,
        learnt=CLOCK,
        version=None,
        valid_from=None,
        valid_to=None,
        age=0,
        path="status" if required else "kind",
        thing=SUBJECT,
        label="case desk/tickets/17",
        property="status",
        relation=False,
        required=required,
        also=[],
    )


@settings(deadline=None)
@given(st.lists(st.text(max_size=200), max_size=30), st.integers(100, 3_000))
def test_the_text_never_exceeds_its_budget(values: list[str], budget: int) -> None:
    text, cut = render(page(*values), ontology().action("refund"), 1, budget)
    assert tokens(text) <= budget
    shown = sum(line.startswith("  [") for line in text.splitlines())
    assert shown + sum(one.lines for one in cut) == len(values)


@given(st.lists(st.text(max_size=60), min_size=1, max_size=20), st.integers(100, 1_000))
def test_a_larger_budget_shows_the_same_lines_and_more(values: list[str], budget: int) -> None:
    action = ontology().action("refund")
    small, large = (render(page(*values), action, 1, size)[0].splitlines() for size in (budget, budget * 2))
    kept = [line for line in small if line.startswith("  [")]
    assert [line for line in large if line.startswith("  [")][: len(kept)] == kept


@given(st.text(max_size=300))
def test_a_value_cannot_pass_for_a_line_of_ours(value: str) -> None:
    text, _ = render(page(value), ontology().action("refund"), 1, 10_000)
    assert len(text.splitlines()) == 4


def test_what_is_cut_is_named_and_required_lines_stay_longest() -> None:
    text, cut = render(page(*["v" * 50] * 10), ontology().action("refund"), 1, 250)
    assert [one.path for one in cut][-1] == "kind"
    assert "Cut to fit" in text
    assert "[1] " in text


def test_a_long_text_is_shortened_and_says_so() -> None:
    text, _ = render(page("x" * (LONGEST + 7)), ontology().action("refund"), 1, 10_000)
    assert "… and 7 more characters" in text


def test_a_budget_that_holds_nothing_is_refused_with_the_least_that_does() -> None:
    with pytest.raises(Invalid, match=r"budget of 10 tokens is too small.*give at least (\d+)") as refused:
        render(page("a", "b"), ontology().action("refund"), 1, 10)
    least = int(refused.value.mend.split()[-1])
    text, cut = render(page("a", "b"), ontology().action("refund"), 1, least)
    assert tokens(text) == least
    assert sum(one.lines for one in cut) == 2

"""A context as text for a prompt, under a budget of tokens: most needed first, and it says what was cut.

Tokens are estimated, not counted: one for every three bytes of UTF-8, rounded up. That is more than the common
tokenizers need for prose and about what they need for ids and dates, and it is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from agents.answer import Cut
from agents.compose import Page
from agents.lines import Line, lines
from agents.wording import count, one_line
from ontology.errors import Invalid
from ontology.vocabulary import Action

VERSION = "2"
"""The version of this renderer, an input of every context: another text is another version."""
NAMED = 3


def tokens(text: str) -> int:
    """The estimated number of tokens of a text."""
    return -(-len(text.encode()) // 3)


def render(page: Page, action: Action, seq: int, budget: int) -> tuple[str, list[Cut]]:
    """The text of an answer and what did not fit into it.

    Raises:
        Invalid: not even the heading fits.
    """
    head = _heading(page, action, seq)
    body = lines(page, action)
    sizes = accumulate(len(line.text.encode()) + 1 for line in body)
    fitting = sum(size <= 3 * budget for size in sizes)
    for kept in range(fitting, -1, -1):
        cut = _cut(body[kept:])
        text = "\n".join([*head, *(line.text for line in body[:kept]), *_ending(cut)]) + "\n"
        if tokens(text) <= budget:
            return text, cut
    raise Invalid(f"a budget of {budget} tokens is too small for a context", f"give at least {tokens(text)}")


def _heading(page: Page, action: Action, seq: int) -> list[str]:
    required = sum(gap.missing for gap in page.gaps)
    counts = [
        (required, "required gap"),
        (len(page.conflicts), "conflict"),
        (len(page.stale), "stale fact"),
        (len(page.held_back), "held-back row"),
    ]
    told = ", ".join(count(number, noun) for number, noun in counts if number)
    at = page.found.at[:19].replace("T", " ")
    ahead = sum(fact.n in page.register.ahead for fact in page.facts)
    before = (
        f"This clock lies before {count(ahead, 'fact')}: how old {'it is' if ahead == 1 else 'they are'} is unknown."
    )
    return [
        f"{action.label.capitalize()}: {one_line(page.label(page.found.subject))}, as of {at} UTC (sequence {seq}).",
        (told or "Nothing required is missing, in conflict, stale or held back") + ". Cite facts by their [number].",
        *([before] if ahead else []),
    ]


def _cut(beyond: Sequence[Line]) -> list[Cut]:
    counted: dict[str, int] = {}
    for line in beyond:
        counted[line.path] = counted.get(line.path, 0) + 1
    return [Cut(path=path, lines=number) for path, number in counted.items()]


def _ending(cut: list[Cut]) -> list[str]:
    if not cut:
        return []
    named = ", ".join(f"{one.path} ({one.lines})" for one in cut[:NAMED])
    more = f" and {count(len(cut) - NAMED, 'more need')}" if len(cut) > NAMED else ""
    return [f"Cut to fit {count(sum(one.lines for one in cut), 'line')}: {named}{more}."]

"""A context as text for a prompt, under a budget of tokens: most needed first, and it says what was cut.

Tokens are estimated, not counted: one for every three bytes of UTF-8, rounded up. That is more than the common
tokenizers need for prose and about what they need for ids and dates, and it is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from agents.answer import Conflict, Cut, Fact, Gap, Statement
from agents.compose import Page
from agents.times import spoken
from agents.wording import count, one_line, value_text
from ontology.digest import canonical
from ontology.errors import Invalid
from ontology.vocabulary import Action

VERSION = "1"
"""The version of this renderer, an input of every context: another text is another version."""
NAMED = 3
LONGEST = 1_000
"""How many characters of a text are written out."""


def tokens(text: str) -> int:
    """The estimated number of tokens of a text."""
    return -(-len(text.encode()) // 3)


def render(page: Page, action: Action, seq: int, budget: int) -> tuple[str, list[Cut]]:
    """The text of an answer and what did not fit into it.

    Raises:
        Invalid: not even the heading fits.
    """
    head = _heading(page, action, seq)
    lines = _lines(page, action)
    sizes = accumulate(len(line.encode()) + 1 for _, line in lines)
    fitting = sum(size <= 3 * budget for size in sizes)
    for kept in range(fitting, -1, -1):
        cut = _cut(lines[kept:])
        text = "\n".join([*head, *(line for _, line in lines[:kept]), *_ending(cut)]) + "\n"
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
    return [
        f"{action.label.capitalize()}: {one_line(page.label(page.found.subject))}, as of {at} UTC (sequence {seq}).",
        (told or "Nothing required is missing, in conflict, stale or held back") + ". Cite facts by their [number].",
    ]


def _lines(page: Page, action: Action) -> list[tuple[str, str]]:
    """The lines of the text with the need that each belongs to, in the order in which they matter."""
    notes = _Notes(page)
    facts = [(fact.path, fact.required, notes.fact(fact)) for fact in page.facts]
    gaps = [(gap.paths[0], gap.required, notes.gap(gap)) for gap in page.gaps]
    order = {need.path: place for place, need in enumerate(action.needs)}

    def place(line: tuple[str, bool, str]) -> tuple[bool, int]:
        path, required, _ = line
        needs = [rank for name, rank in order.items() if name == path or name.startswith(path + "/")]
        return not required, min(needs)

    return [(path, text) for path, _, text in sorted([*gaps, *facts], key=place)]


class _Notes:
    """Facts and gaps as lines, each with what speaks against it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stale = {(one.path, one.thing): one for one in page.stale}
        self.conflicts = {(one.path, one.thing): one for one in page.conflicts}
        self.held = {number for row in page.held_back for number in row.statements}

    def fact(self, fact: Fact) -> str:
        value = f"→ {one_line(self.page.label(str(fact.value)))}" if fact.relation else _value(fact)
        notes = [fact.source, f"{spoken(fact.age)} old"]
        stale = self.stale.get((fact.path, fact.thing))
        if stale:
            notes.append(f"STALE: wanted within {spoken(stale.freshness)}")
        if fact.also:
            notes.append("also " + " ".join(f"[{number}]" for number in fact.also))
        conflict = self.conflicts.get((fact.path, fact.thing))
        if conflict and conflict.won == fact.n:
            notes.append(f"CONFLICT: {self._lost(conflict)}")
        if fact.n in self.held:
            notes.append("A NEWER ROW IS HELD BACK")
        return f"[{fact.n}] {one_line(fact.label)} · {fact.property}: {value} ({'; '.join(notes)})"

    def gap(self, gap: Gap) -> str:
        need = ", ".join(gap.paths[:NAMED]) + (" …" if len(gap.paths) > NAMED else "")
        return f"{'MISSING' if gap.missing else 'LEFT OUT'} {need}: {one_line(gap.says)}"

    def _lost(self, conflict: Conflict) -> str:
        if not conflict.settled:
            return "there should be one, there is also " + " ".join(f"[{one.n}]" for one in conflict.lost)
        return "; ".join(f"{one.source} says {_value(one)} [{one.n}]" for one in conflict.lost)


def _value(one: Statement) -> str:
    """A value in one line and within bounds: texts are quoted, so that none can pass for a line of ours."""
    if not isinstance(one.value, str):
        return one_line(value_text(one.value, one.unit))
    text = one.value if len(one.value) <= LONGEST else one.value[:LONGEST]
    more = f" … and {len(one.value) - LONGEST} more characters" if len(one.value) > LONGEST else ""
    return f"{one_line(canonical(text).decode())}{more}"


def _cut(lines: Sequence[tuple[str, str]]) -> list[Cut]:
    counted: dict[str, int] = {}
    for path, _ in lines:
        counted[path] = counted.get(path, 0) + 1
    return [Cut(path=path, lines=number) for path, number in counted.items()]


def _ending(cut: list[Cut]) -> list[str]:
    if not cut:
        return []
    named = ", ".join(f"{one.path} ({one.lines})" for one in cut[:NAMED])
    more = f" and {count(len(cut) - NAMED, 'more need')}" if len(cut) > NAMED else ""
    return [f"Cut to fit {count(sum(one.lines for one in cut), 'line')}: {named}{more}."]

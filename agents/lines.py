"""The lines of a context's text: facts in blocks by the thing they are said of, and gaps, most needed first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from agents.answer import Conflict, Fact, Gap, Statement
from agents.compose import Page
from agents.times import spoken
from agents.wording import founder, one_line, value_text
from ontology.digest import canonical
from ontology.vocabulary import Action

NAMED = 3
LONGEST = 1_000
"""How many characters of a text are written out."""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact or gap with the path it belongs to; its text may begin with the heading of its block."""

    path: str
    text: str


Block = tuple[bool, str, str]
"""Whether what it holds is required, the path of the thing it is about, and that thing."""


def lines(page: Page, action: Action) -> list[Line]:
    """The lines of a text in the order in which they matter."""
    order = {need.path: place for place, need in enumerate(action.needs)}

    @cache
    def rank(path: str) -> int:
        return min(place for need, place in order.items() if need == path or need.startswith(path + "/"))

    blocks: dict[Block, list[Fact]] = {}
    for fact in page.facts:
        blocks.setdefault(_block(fact), []).append(fact)
    notes = _Notes(page)
    placed = [(not key[0], rank(facts[0].path), notes.block(key, facts)) for key, facts in blocks.items()]
    placed += [(not gap.required, rank(gap.paths[0]), [notes.gap(gap)]) for gap in page.gaps]
    return [line for _, _, some in sorted(placed, key=lambda one: one[:2]) for line in some]


def _block(fact: Fact) -> Block:
    """A relation heads the block of the thing that it leads to."""
    if fact.relation:
        return fact.required, fact.path, str(fact.value)
    return fact.required, fact.path.rpartition("/")[0], fact.thing


class _Notes:
    """Facts and gaps as lines, each with what speaks against it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stale = {(one.path, one.thing): one for one in page.stale}
        self.conflicts = {(one.path, one.thing): one for one in page.conflicts}
        self.held = {number for row in page.held_back for number in row.statements}
        self.starts: dict[str, set[str]] = {}
        for fact in page.facts:
            if fact.relation:
                self.starts.setdefault(fact.path, set()).add(fact.thing)

    def block(self, key: Block, facts: list[Fact]) -> list[Line]:
        """A heading, and the facts below it; source and age are told again only where they change."""
        _, path, thing = key
        label = one_line(self.page.label(thing))
        told, made = "", []
        heading = "" if facts[0].relation else f"{path} → {label}\n" if path else f"{label}\n"
        for fact in facts:
            ahead = fact.n in self.page.register.ahead
            origin = f"{fact.source}, {'from after the clock' if ahead else f'{spoken(fact.age)} old'}"
            notes = "; ".join([*([origin] if origin != told else []), *self._notes(fact)])
            said = f"{path} → {label}{self._of(fact)}" if fact.relation else f"{fact.property}: {_value(fact)}"
            indent = "" if fact.relation else "  "
            made.append(Line(fact.path, f"{heading}{indent}[{fact.n}] {said}{f' ({notes})' if notes else ''}"))
            told, heading = origin, ""
        return made

    def gap(self, gap: Gap) -> Line:
        need = ", ".join(gap.paths[:NAMED]) + (" …" if len(gap.paths) > NAMED else "")
        return Line(gap.paths[0], f"{'MISSING' if gap.missing else 'LEFT OUT'} {need}: {one_line(gap.says)}")

    def _of(self, fact: Fact) -> str:
        """Which thing a relation leads from, where it leads from several."""
        many = len(self.starts[fact.path]) > 1
        return one_line(f" of {founder(self.page.found.things[fact.thing]).key}") if many else ""

    def _notes(self, fact: Fact) -> list[str]:
        notes = []
        if stale := self.stale.get((fact.path, fact.thing)):
            notes.append(f"STALE: {spoken(fact.age)} old, wanted within {spoken(stale.freshness)}")
        if fact.also:
            notes.append("also " + " ".join(f"[{number}]" for number in fact.also))
        conflict = self.conflicts.get((fact.path, fact.thing))
        if conflict and conflict.won == fact.n:
            notes.append(f"CONFLICT: {self._lost(conflict)}")
        if fact.n in self.held:
            notes.append("A NEWER ROW IS HELD BACK")
        return notes

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

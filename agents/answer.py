"""What a context answers with: facts with their citations, and what is missing, in dispute, old or held back."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ontology.digest import canonical

Said = str | int | bool | list[str] | list[int] | list[bool] | None
GapReason = Literal["absent", "null", "unrelated", "awaited", "erased", "window", "limit", "wide", "many"]


class Form(BaseModel):
    """A typed command or answer: frozen, and strict about what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Inputs(Form):
    """Everything that an answer is a function of. The ontology is the one in force at `seq`, by its digest."""

    seq: int
    at: str
    subject: str
    action: str
    reader: str
    purpose: str
    budget: int
    ontology: str
    renderer: str


class Statement(Form):
    """One field of one record version: the unit that is cited, by its URN or by its number `n` in this context.

    `since` is the sequence at which the graph learnt it and `learnt` the date of that commit. `age` is in seconds
    before the context's clock, from `version` where that is a time and from `learnt` otherwise. Money has its
    minor units in `value` and its currency in `unit`; a relation has the id of the thing at its far end. What is dated
    after the clock has the age 0, and its number stands in `ahead` of the answer.
    """

    n: int
    statement: str
    source: str
    key: str
    value: Said
    unit: str | None = None
    since: int
    learnt: str
    version: str | int | None
    valid_from: str | None
    valid_to: str | None
    age: int


class Fact(Statement):
    """What holds of a thing: the statement that won, and the numbers of those that say the same."""

    path: str
    thing: str
    label: str
    property: str
    relation: bool
    required: bool
    also: list[int]


class Conflict(Form):
    """Values that lost against the fact at the same path, thing and property.

    `settled` is False where nothing ranks them: a relation that should lead to one thing and leads to several.
    """

    path: str
    thing: str
    property: str
    won: int
    settled: bool
    lost: list[Statement]


class Gap(Form):
    """What is not in this context although the needs with these `paths` asked for it.

    `at` is the path of the things that lack it, `things` those that do, out of `of`. Reasons: *absent* (nobody says),
    *null* (a source says there is none), *unrelated* (nothing at the far end), *awaited* (what a record refers to is
    not here), *erased*, *window* (all of it is older), and, with the number `left_out`: *limit* (the action asks for
    the latest ones), *wide* (a hub that is not expanded), *many* (more than a context reads).
    """

    paths: list[str]
    at: str
    reason: GapReason
    required: bool
    things: list[str]
    of: int
    left_out: int = 0
    says: str

    @property
    def missing(self) -> bool:
        """Whether something required is not known; else there is merely more than is shown."""
        return self.required and self.reason not in ("limit", "many")


class Stale(Form):
    """A fact that is older than its action allows. Both lengths are in seconds."""

    path: str
    thing: str
    property: str
    n: int
    age: int
    freshness: int


class HeldBack(Form):
    """A newer row of a record that was shown, held back by its source's contract: the facts may be outdated."""

    id: str
    source: str
    key: str
    reason: str
    statements: list[int]


class Cut(Form):
    """How many lines of a need did not fit into the token budget of the text; the lists hold them all the same."""

    path: str
    lines: int


class Shown(Form):
    """One statement that the answer showed, with the commitment to its value, and the thing its record describes."""

    statement: str
    commitment: str
    thing: str


class Answer(Form):
    """A context: its signed id, what it is a function of, what is known, what is not, and the text for a prompt.

    `ahead` are the numbers of statements that are dated after the context's clock: it lies before what is known, how
    old they are cannot be told, and none of them counts as stale.
    """

    id: str
    inputs: Inputs
    digest: str
    remainder: str
    subject: str
    facts: list[Fact]
    conflicts: list[Conflict]
    gaps: list[Gap]
    stale: list[Stale]
    held_back: list[HeldBack]
    ahead: list[int]
    text: str
    cut: list[Cut]
    shown: list[Shown] = Field(repr=False)

    def bytes(self) -> bytes:
        """The canonical JSON of the answer: equal inputs give equal bytes."""
        return canonical(self.model_dump(mode="json"))

    def problems(self) -> dict[str, int]:
        """How many gaps in what is required, conflicts, facts that are stale or ahead, and held-back rows there are."""
        return {
            "gaps": sum(gap.missing for gap in self.gaps),
            "conflicts": len(self.conflicts),
            "stale": len(self.stale),
            "held_back": len(self.held_back),
            "ahead": len(self.ahead),
        }

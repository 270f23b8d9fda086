"""What a server answers, typed. What a newer server adds is kept, and not typed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from throughline.client.rulings import Decisive, Model, Ruling

Said = str | int | bool | list[str] | list[int] | list[bool] | None


class Inputs(Model):
    """Everything that a context is a function of."""

    seq: int
    at: str
    subject: str
    action: str
    reader: str
    purpose: str
    budget: int
    ontology: str
    renderer: str


class Statement(Model):
    """One field of one record version, cited by its number `n` or its URN `statement`.

    Money has its minor units in `value` and its currency in `unit`. `age` is in seconds.
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
    """What holds of a thing, at a `path` of what the action must know."""

    path: str
    thing: str
    label: str
    property: str
    relation: bool
    required: bool
    also: list[int]


class Conflict(Model):
    """Values that lost against the fact `won`."""

    path: str
    thing: str
    property: str
    won: int
    settled: bool
    lost: list[Statement]


class Gap(Model):
    """What is not known although the action asked for it, and why; `says` is a sentence of it."""

    paths: list[str]
    at: str
    reason: str
    required: bool
    things: list[str]
    of: int
    left_out: int = 0
    says: str


class Stale(Model):
    """A fact that is older than its action allows. Both lengths are in seconds."""

    path: str
    thing: str
    property: str
    n: int
    age: int
    freshness: int


class HeldBack(Model):
    """A newer row of a record that was shown, held back by its source's contract."""

    id: str
    source: str
    key: str
    reason: str
    statements: list[int]


class Cut(Model):
    """How many lines of a need did not fit into the text."""

    path: str
    lines: int


class Shown(Model):
    """One statement that was shown, with the commitment to its value."""

    statement: str
    commitment: str
    thing: str


class Context(Model):
    """What must be known before an action. `text` is for a prompt; cite facts by their numbers.

    `ahead` are the numbers of statements that are dated after the context's clock: how old they are cannot be told.
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

    def at(self, path: str) -> list[Fact]:
        """The facts at a path, without relations."""
        return [fact for fact in self.facts if fact.path == path and not fact.relation]


class Decided(Model):
    """A decision as it stands. `created` is False when it had been recorded before, under the same key.

    Its `status` is *judged* where it may be done alone, *awaiting* where a person must approve it, *denied* where it
    may not be done, and *revised* once it was corrected.
    """

    id: str
    number: int
    at: str
    context: str
    status: str
    cites: list[str]
    created: bool
    verdict: Ruling | None = None


class Leaf(Model):
    """One field of one record version: which system said what, when it was learnt, and by which sync."""

    statement: str
    system: str
    stream: str
    key: str
    field: str
    value: Said
    unit: str | None
    since: int
    until: int | None
    learnt: str
    sync: str | None
    erased: bool


class Node(Model):
    """One line of an explanation, and what it rests on."""

    kind: str
    text: str
    id: str | None = None
    leaf: Leaf | None = None
    children: list[Node] = Field(default_factory=list)


class Explanation(Model):
    """Why a decision was taken, or what it was made from."""

    sentence: str
    decision: str
    number: int
    status: str
    tree: Node


class Drifted(Model):
    """One way in which a cited field no longer stands as it stood."""

    change: str
    statement: str
    field: str
    label: str
    then: Said
    then_unit: str | None
    now: Said
    now_unit: str | None
    by: str | None
    since: int | None
    says: str


class Drift(Model):
    """What has changed since a decision; nothing, when it would be shown the same."""

    sentence: str
    decision: str
    number: int
    seq: int
    drifted: list[Drifted]


class Today(Model):
    """What the policies of then would say of a decision on today's facts."""

    seq: int
    outcome: Literal["allow", "approval", "deny"]
    policies: list[Decisive]
    flips: bool
    because: list[str]


class Replay(Model):
    """What became of a decision's context when it was computed again, and of its verdict."""

    sentence: str
    decision: str
    number: int
    verdict: Literal["same", "erased", "diverged"]
    attested: bool
    difference: str | None
    erased: list[str]
    altered: list[str]
    outcome: Literal["allow", "approval", "deny"] | None
    today: Today | None


class Rests(Model):
    """A decision that something led to, and by which statements."""

    decision: str
    number: int
    at: str
    choice: str
    action: str
    subject: str
    agent: str
    status: str
    seq: int
    statements: list[str]
    through: list[str]


class Impact(Model):
    """The decisions that rest on something as of `seq`, and those that saw it, newest first.

    Older ones are numbered below `before`.
    """

    sentence: str
    subject: str
    rests_on: list[Rests]
    saw: list[Rests]
    more: bool
    before: int | None
    seq: int


class Me(Model):
    """The principal whose key is shown, whom it may act for, and the id of the key."""

    name: str
    kind: str
    roles: list[str]
    acts_for: list[str] = Field(default_factory=list)
    key: str = ""

"""Decisions as the graph holds them: what provenance says of one, and which ones a record or a thing led to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.engines.base import Engine, Transaction
from graph.questions import cypher

ACTED = ("sealed", "acted", "failed", "refused", "retrying", "unknown")
"""How acting on a decision stands, as `graph.actions` tells."""
STATUS: Mapping[str | None, str] = {
    None: "proposed",
    "allow": "judged",
    "approval": "awaiting",
    "deny": "denied",
    **{one: one for one in ACTED},
}
"""How a decision stands that nobody revised: by how acting on it does, else by the outcome of its verdict."""


def status(outcome: str | None, revised_by: str | None) -> str:
    """How a decision stands, read from the chain of activities.

    *proposed* was never judged, *judged* may act, *awaiting* only once a person has approved it, *denied* may not,
    and *revised* was corrected by a later one. *sealed* is about to be acted on, *acted* was, *failed* was not,
    *retrying* is tried again, *refused* was stopped by what had changed, and of *unknown* a person has to look.
    """
    return "revised" if revised_by else STATUS[outcome]


@dataclass(frozen=True, slots=True)
class Stored:
    """A decision with the nodes that provenance relates it to, as they are stored."""

    decision: Mapping[str, Any]
    making: Mapping[str, Any]
    question: Mapping[str, Any]
    options: Sequence[Mapping[str, Any]]
    evidence: Sequence[Mapping[str, Any]]
    principals: Sequence[Mapping[str, Any]]
    context: Mapping[str, Any]
    revises: str | None
    revised_by: str | None
    verdict: Mapping[str, Any] | None
    evaluation: Mapping[str, Any] | None
    act: str | None

    @property
    def status(self) -> str:
        """How the decision stands; see `status`."""
        return status(self.act or self.outcome, self.revised_by)

    @property
    def outcome(self) -> str | None:
        """What policy said of it: *allow*, *approval* or *deny*; None where it was never judged."""
        return str(self.verdict["outcome"]) if self.verdict else None


@dataclass(frozen=True, slots=True)
class Touched:
    """A decision that something led to, and what its context showed of that: (record, thing, fields)."""

    id: str
    number: int
    at: str
    choice: str
    action: str
    subject: str
    agent: str
    seq: int
    revised_by: str | None
    outcome: str | None
    cites: tuple[str, ...]
    shown: tuple[tuple[str, str, tuple[str, ...]], ...]


def stored(asker: Engine | Transaction, id_: str, until: str | None = None) -> Stored | None:
    """The decision of a URN, if there is one; revised if that was decided before an instant (None: ever)."""
    rows = asker.ask(cypher("decision"), id=id_, until=until)
    return Stored(**rows[0]) if rows else None


def numbered(engine: Engine, number: int) -> str | None:
    """The URN of the decision of a number."""
    rows = engine.ask(cypher("decision_numbered"), number=number)
    return str(rows[0]["id"]) if rows else None


def touched(
    engine: Engine,
    records: Sequence[str],
    things: Sequence[str],
    field: str | None,
    limit: int,
    before: int | None = None,
    until: str | None = None,
) -> list[Touched]:
    """The newest decisions, of those numbered below `before`, whose context showed some record versions or things.

    `field` is the one that was shown, or None for any; of what was decided from the instant `until` on nothing is told.
    """
    shown = {"records": list(records), "things": list(things), "field": field}
    rows = engine.ask(cypher("decisions_shown"), **shown, limit=limit, before=before, until=until)
    return [
        Touched(
            **{name: row[name] for name in Touched.__slots__ if name not in ("cites", "shown")},
            cites=tuple(row["cites"]),
            shown=tuple(sorted((one["record"], one["thing"], tuple(one["fields"])) for one in row["shown"])),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which decisions are sought; None for any. `things` are the ids that their subject may have.

    `outcome` is that of the verdict, '' for those that were never judged.
    """

    things: tuple[str, ...] | None = None
    agent: str | None = None
    behalf: str | None = None
    action: str | None = None
    case: str | None = None
    revised: bool | None = None
    outcome: str | None = None


def newest(engine: Engine) -> int:
    """The number of the newest decision; 0 before the first."""
    rows = engine.ask(cypher("decision_newest"))
    return int(rows[0]["number"]) if rows else 0


def made_before(engine: Engine, at: str, last: int) -> int:
    """The number of the last decision, up to `last`, that was made before a date: dates never run backwards."""
    low, high = 0, last
    while low < high:
        middle = (low + high + 1) // 2
        rows = engine.ask(cypher("decision_dated"), number=middle)
        if rows and rows[0]["at"] < at:
            low = middle
        else:
            high = middle - 1
    return low


def made(
    engine: Engine, wanted: Wanted, low: int, high: int, last: int, limit: int, until: str | None = None
) -> list[dict[str, Any]]:
    """The decisions numbered above `low` up to `high` that are sought, newest first, at most `limit`.

    They count as revised by decisions numbered up to `last`.
    """
    terms = {name: getattr(wanted, name) for name in Wanted.__slots__ if name != "things"}
    question = cypher("decisions_made" if wanted.things is None else "decisions_about")
    more = {} if wanted.things is None else {"things": list(wanted.things)}
    rows = engine.ask(question, **terms, **more, low=low, high=high, newest=last, limit=limit, until=until)
    return [{**row["decision"], "revised_by": row["revised_by"], "outcome": row["outcome"]} for row in rows]

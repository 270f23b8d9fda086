"""Finding decisions: by what they are about, who took them, for whom, what was done, when, and how they stand."""

from __future__ import annotations

from typing import Any

import orjson
from pydantic import Field

from agents.answer import Form
from agents.judging.ruling import Ruling, of_plain
from agents.pages import Asked, Listing, Page, listing
from agents.proposal import Status
from agents.walks.reading import opened
from graph import decisions as stored
from graph.clock import instant, stamp
from graph.decisions import Wanted
from graph.model import Reader
from graph.provenance import RECORD
from graph.questions import cypher
from graph.reader import Snapshot
from graph.store import Store

WINDOW = 2_000
"""So many numbers of decisions are looked through together."""
ROUNDS = 25
"""So many times for one page; one that has found too few by then is short."""


class Sought(Form):
    """Which decisions are asked for; what is None does not matter. `since` and `until` are dates: from then on, before.

    `subject` is a thing, and also every thing that has become part of it; the others are names as they were given.
    """

    subject: str | None = None
    agent: str | None = None
    on_behalf_of: str | None = None
    action: str | None = None
    case: str | None = None
    status: Status | None = None
    since: str | None = None
    until: str | None = None


class Made(Form):
    """A decision in short. `subject` is the id of what it is about, `label` what that was called then."""

    id: str
    number: int
    at: str
    action: str
    choice: str
    because: str
    confidence: str
    subject: str
    label: str
    agent: str
    on_behalf_of: str
    case: str | None = None
    status: Status
    revised_by: str | None


class Considered(Form):
    """An option; `reason` is why it was chosen or dropped."""

    name: str
    chosen: bool
    reason: str


class Rested(Form):
    """A record version that the decision cites, and the fields that it cites of it."""

    record: str
    fields: list[str]


class Involved(Form):
    """Who had a part in a decision: as the `agent`, or as the one on whose behalf it was taken."""

    id: str
    name: str
    kind: str
    role: str


class Decision(Made):
    """A decision whole: what was asked, weighed and cited, by whom, and the context that it was shown (by its URN)."""

    question: str
    payload: Any
    options: list[Considered]
    evidence: list[Rested]
    principals: list[Involved]
    context: str
    seq: int = Field(description="The sequence as of which the context was read.")
    activity: str
    revises: str | None
    verdict: Ruling | None = Field(description="What policy said; None of a decision that was never judged.")


def decisions(store: Store, key: bytes, asked: Asked, sought: Sought) -> Page[Made]:
    """The decisions that are sought, newest first.

    As of a date, those made by then; as of a sequence, those made while it was the newest or before.

    Raises:
        NotFound: there is no such subject.
        Conflict: the subject's name means several things.
        Invalid: a date cannot be read, or the cursor is none of this list.
    """
    here = listing(store, key, {"decisions": sought.model_dump()}, asked)
    last, high = here.after if here.after is not None else (_newest(store, here.snapshot), None)
    high = _bound(store, sought.until, last) if high is None else high
    floor = stored.made_before(store.engine, stamp(instant(sought.since)), last) if sought.since else 0
    wanted = _wanted(here.snapshot, sought)
    found: list[dict[str, Any]] = []
    for _ in range(ROUNDS):
        low = max(floor, high - WINDOW) if wanted.things is None else floor
        room = here.limit + 1 - len(found)
        found += stored.made(store.engine, wanted, low, high, last, room, here.snapshot.until) if high > low else []
        high = low
        if len(found) > here.limit or high <= floor:
            break
    return _page(here, found, last, high if high > floor else None)


def decision(store: Store, which: str, reader: Reader, as_of: int | str | None = None) -> Decision:
    """A decision whole, by its number or its URN, as it stood as of a sequence or date.

    Raises:
        NotFound: there is none, or it had not been made.
        Invalid: `as_of` lies before the decision's context.
    """
    one, _ = opened(store, which, reader, as_of)
    return Decision(
        **_short({**one.decision, "revised_by": one.revised_by, "outcome": one.act or one.outcome}),
        question=one.question["text"],
        payload=orjson.loads(one.decision["payload"]),
        options=[_considered(option) for option in one.options],
        evidence=[Rested(record=RECORD + row["record"], fields=list(row["fields"])) for row in one.evidence],
        principals=[Involved(**{name: row[name] for name in Involved.model_fields}) for row in one.principals],
        context=one.context["id"],
        seq=one.context["seq"],
        activity=one.making["id"],
        revises=one.revises,
        verdict=of_plain(one.verdict) if one.verdict is not None else None,
    )


def _considered(option: Any) -> Considered:
    return Considered(name=option["name"], chosen=option["chosen"], reason=option["reason"])


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """What a decision says of itself in short, and how it stands."""
    status = stored.status(row["outcome"], row["revised_by"])
    return {**{name: row.get(name) for name in Made.model_fields}, "status": status}


def _page(here: Listing, found: list[dict[str, Any]], last: int, looked: int | None) -> Page[Made]:
    """The page of what was found; `looked` is the number down to which everything was looked at, None for all."""
    shown = found[: here.limit]
    more = [last, shown[-1]["number"] - 1] if len(found) > here.limit else None
    if more is None and looked is not None:
        more = [last, looked]
    return Page(
        items=[Made(**_short(row)) for row in shown],
        next=here.cursor(more),
        seq=here.snapshot.seq,
    )


def _newest(store: Store, snapshot: Snapshot) -> int:
    """The number of the newest decision as of a date, or as of a sequence: the last before the commit after it."""
    last, until = stored.newest(store.engine), snapshot.until or snapshot.over
    return last if until is None else stored.made_before(store.engine, until, last)


def _bound(store: Store, until: str | None, last: int) -> int:
    return last if until is None else stored.made_before(store.engine, stamp(instant(until)), last)


def _wanted(snapshot: Snapshot, sought: Sought) -> Wanted:
    things = None if sought.subject is None else _subjects(snapshot, sought.subject)
    revised = None if sought.status is None else sought.status == "revised"
    outcomes = {name: outcome or "" for outcome, name in stored.STATUS.items()}
    outcome = outcomes.get(sought.status) if sought.status is not None else None
    return Wanted(things, sought.agent, sought.on_behalf_of, sought.action, sought.case, revised, outcome)


def _subjects(snapshot: Snapshot, subject: str) -> tuple[str, ...]:
    """The thing that a subject names, and those that its records described before."""
    now = snapshot.resolve(subject)
    keys = [record.key.text for record in snapshot.things([now])[now].members]
    before = snapshot.engine.ask(cypher("aliases"), keys=keys, seq=snapshot.seq)
    return tuple(sorted({now, *(row["thing"] for row in before)}))

"""Everything about one decision that somebody who must answer for it reads: the walks, gathered as of one sequence."""

from __future__ import annotations

from typing import Any

import orjson

from agents.answer import Form, Gap
from agents.judging.ruling import Ruling, of_plain
from agents.replay import Replay, replay
from agents.walks import reading
from agents.walks.drift import Drift, drift
from agents.walks.evidence import Exhibits, evidence
from agents.walks.timeline import Timeline, timeline
from agents.walks.why import sentence
from graph import clock
from graph.decisions import Stored
from graph.model import Reader
from graph.store import Store


class Party(Form):
    """Somebody who had a part in a decision: its agent, whom it acted for, or who read the context."""

    role: str
    name: str
    kind: str


class Weighed(Form):
    """An option, and why it was chosen or dropped."""

    name: str
    chosen: bool
    reason: str


class Doubts(Form):
    """What spoke against deciding on that context: gaps, conflicts, old facts, and newer rows held back."""

    gaps: list[Gap]
    conflicts: int
    stale: list[int]
    held_back: int


class Dossier(Form):
    """One decision with its evidence then and now, as of the sequence `seq`, learnt at `known`, written at `made`."""

    id: str
    number: int
    at: str
    status: str
    sentence: str
    question: str
    choice: str
    because: str
    confidence: str
    action: str
    payload: dict[str, Any]
    subject: str
    label: str
    case: str | None
    parties: list[Party]
    options: list[Weighed]
    doubts: Doubts
    context: str
    context_seq: int
    purpose: str
    digest: str
    shown: int
    cites: list[str]
    revises: str | None
    revised_by: str | None
    verdict: Ruling | None
    evidence: Exhibits
    drift: Drift
    timeline: Timeline
    replay: Replay
    seq: int
    known: str
    made: str


def dossier(
    store: Store, decision: str, reader: Reader, as_of: int | str | None = None, at: str | None = None
) -> Dossier:
    """A decision, what it rests on, and what became of that up to a sequence or date (default: the newest).

    Raises:
        NotFound: there is no such decision, or it had not been made.
        Invalid: `as_of` lies before the decision's context.
    """
    stored, now = reading.opened(store, decision, reader, as_of, at)
    when, moment = now.seq if as_of is None else as_of, reading.clock(now)
    id_ = stored.decision["id"]
    cited = reading.of(now, stored, stored.decision["cites"])
    return Dossier(
        **_said(stored),
        sentence=sentence(stored, cited.records.values()),
        evidence=evidence(store, id_, reader, when, moment),
        drift=drift(store, id_, reader, when, moment),
        timeline=timeline(store, id_, reader, when),
        replay=replay(store, id_, reader, when),
        seq=now.seq,
        known=store.commit_date(now.seq),
        made=clock.now(),
    )


def _said(stored: Stored) -> dict[str, Any]:
    said, context = stored.decision, stored.context
    names = ("id", "number", "at", "choice", "because", "confidence", "action", "subject", "label", "cites")
    return {
        **{name: said[name] for name in names},
        "status": stored.status,
        "question": stored.question["text"],
        "payload": orjson.loads(said["payload"]),
        "case": said.get("case"),
        "parties": [Party(role=one["role"], name=one["name"], kind=one["kind"]) for one in stored.principals],
        "options": [Weighed(name=one["name"], chosen=one["chosen"], reason=one["reason"]) for one in stored.options],
        "doubts": Doubts(
            gaps=[Gap(**gap, says="") for gap in orjson.loads(context["gaps"])],
            conflicts=context["conflicts"],
            stale=context["stale"],
            held_back=len(context["held_back"]),
        ),
        "context": context["id"],
        "context_seq": context["seq"],
        "purpose": context["purpose"],
        "digest": context["digest"],
        "shown": len(context["shown"]),
        "revises": stored.revises,
        "revised_by": stored.revised_by,
        "verdict": of_plain(stored.verdict) if stored.verdict is not None else None,
    }

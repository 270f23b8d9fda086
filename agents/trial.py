"""The policy time machine: what a draft of policies would have said of past decisions, on what was known then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from agents.answer import Form
from agents.context import told
from agents.judging.again import rejudged
from agents.judging.ruling import Outcome
from agents.proposal import leaves
from agents.replay import again, range_since
from agents.walks.reading import found
from agents.wording import count
from graph.decisions import Stored
from graph.store import Store
from ontology.policies import PolicySet


class Tried(Form):
    """One decision under a draft: what was said then, what the draft says, and the numbers of its payload.

    `trial` is None where the decision was never judged, or its context can no longer be composed.
    """

    number: int
    decision: str
    action: str
    agent: str
    outcome: Outcome | None
    trial: Outcome | None
    policies: list[str]
    numbers: dict[str, int]

    @property
    def flips(self) -> bool:
        """Whether the draft says something else."""
        return self.trial is not None and self.trial != self.outcome


class Trial(Form):
    """A draft over past decisions: how many were tried, which flip, and which could not be tried."""

    sentence: str
    digest: str
    tried: int
    flips: list[Tried]
    untried: list[int]


def trials(store: Store, draft: PolicySet, since: int | str | None = None) -> tuple[int, Iterator[Tried]]:
    """How many decisions there are since a number or a date (default: all), and what a draft says of each.

    Raises:
        Invalid: `since` is neither a number nor a date.
    """
    numbers = range_since(store, since)
    return len(numbers), (_tried(store, draft, str(number)) for number in numbers)


def summed(draft: PolicySet, tried: Iterator[Tried]) -> Trial:
    """What came of a trial."""
    number, flips, untried = 0, [], []
    for one in tried:
        number += 1
        if one.trial is None:
            untried.append(one.number)
        elif one.flips:
            flips.append(one)
    told = f"{len(flips)} of {count(number, 'decision')} would flip"
    rest = f"; {len(untried)} could not be tried" if untried else ""
    return Trial(sentence=told + rest, digest=draft.digest, tried=number, flips=flips, untried=untried)


def _tried(store: Store, draft: PolicySet, number: str) -> Tried:
    stored = found(store, number)
    page, inputs = again(store, stored)
    ruling = None
    if page is not None and stored.verdict is not None:
        ruling = rejudged(store, stored, told(page, inputs), {draft.digest: draft.text})
    said = stored.decision
    return Tried(
        number=said["number"],
        decision=said["id"],
        action=said["action"],
        agent=said["agent"],
        outcome=stored.outcome,
        trial=None if ruling is None else ruling.outcome,
        policies=[] if ruling is None else [*(one.id for one in ruling.policies), *ruling.errors],
        numbers=_numbers(stored),
    )


def _numbers(stored: Stored) -> dict[str, int]:
    """The whole numbers of a payload, by their paths: amounts, among others."""
    payload: Any = orjson.loads(stored.decision["payload"])
    return {
        path.removeprefix("action."): value
        for path, value in leaves(payload, "action")
        if isinstance(value, int) and not isinstance(value, bool)
    }

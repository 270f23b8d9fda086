"""`context`: what must be known before a refund, against one statement by hand that returns the same cited facts.

The rival (`bench/refund.cypher`) was written for this one action by somebody who knows the mapping: it is one round
trip, filters every hop by the sequence as we do, and returns what the records say. What survives, what contradicts it,
what is missing or old, the text, the commitments and the signed id are ours alone.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from agents.answer import Answer
from agents.context import Question, context
from bench.cases import ACTION, KEY, drawn, loaded
from bench.report import Ratio, Report, median
from graph.model import OPEN
from graph.provenance import RECORD
from graph.store import Store
from ontology.errors import Conflict

ASKS, WARM = 200, 20
BY_HAND = "\n".join(Path(__file__).with_name("refund.cypher").read_text("utf-8").splitlines()[1:])


def run(kind: str, scale: int, turns: int = 3) -> Report:
    """Measure one engine: every case is asked about in both ways, in turn."""
    with loaded(kind, scale) as (_, store):
        cases, (seq, _) = drawn(store, ASKS), store.head()
        for case in cases[:WARM]:
            check(asked(store, case), by_hand(store, case, seq))
        ours, theirs = [], []
        for _ in range(turns):
            for case in cases:
                ours.append(_milliseconds(lambda case=case: asked(store, case)))  # type: ignore[misc]
                theirs.append(_milliseconds(lambda case=case: by_hand(store, case, seq)))  # type: ignore[misc]
        facts = [len(asked(store, case).facts) for case in cases]
    return Report(
        "context", kind, scale,
        {
            "facts of an answer, median": round(statistics.median(facts)),
            "facts of an answer, most": max(facts),
            "p50 ms": median(ours), "p95 ms": round(statistics.quantiles(ours, n=20)[-1], 3),
            "by hand, p50 ms": median(theirs), "by hand, p95 ms": round(statistics.quantiles(theirs, n=20)[-1], 3),
        },
        {"p50": Ratio(median(ours) / median(theirs), 1.6, "lower", "one statement by hand")},
    )  # fmt: skip


def asked(store: Store, case: str) -> Answer:
    """The context of a refund."""
    return context(store, KEY, Question(subject=case, action=ACTION, reader="bench", purpose="bench"))


def by_hand(store: Store, case: str, seq: int) -> dict[str, Any]:
    """The same facts, by the rival."""
    return store.engine.ask(BY_HAND, subject=case, seq=seq, open=OPEN)[0]


def check(answer: Answer, row: dict[str, Any]) -> None:
    """See that the rival returns every statement that we cite. Raises: Conflict."""
    said = {
        f"{RECORD}{record['id']}#{name}"
        for record in _records(row)
        for name in (*record, *record["nulls"], *(ref.split('"')[1] for ref in record["refs"]))
    }
    missing = [one.statement for one in answer.shown if one.statement not in said]
    if missing:
        raise Conflict("the statement by hand does not return all that is cited", "", missing[:5])


def _records(value: Any) -> Iterator[dict[str, Any]]:
    """The records anywhere in a row."""
    if isinstance(value, dict) and "refs" in value:
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _records(one)


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)

"""`replay`: decisions replayed after corrections, merges and deletes, against the context call that each repeats.

As many decisions are made as there are things, at most ten thousand; then the enterprise lives three days, customers
are judged to be one at random, and half of that is withdrawn. Every decision must come to the same digest.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

from agents.context import Question, context
from agents.decide import decide
from agents.replay import replay, replays, summed
from bench.cases import ACTION, KEY, drawn
from bench.child import synced
from bench.context import asked
from bench.decide import proposed
from bench.enterprise import SEED, SOURCES, activated, enterprise
from bench.places import Place, fresh
from bench.report import Ratio, Report, median
from graph.model import OPEN, Key, Reader
from graph.store import Store
from ingest.sample.applying import apply
from ontology.loading import load

MOST, SAMPLE, DAYS, JUDGED = 10_000, 200, 3, 100
READER = Reader("bench", "bench")
CUSTOMERS = (
    "MATCH (r:Record)-[d:DESCRIBES]->(t:Customer) WHERE d.until = $open AND r.until = $open "
    "RETURN r.key AS key ORDER BY key LIMIT 1000"
)


def run(kind: str, scale: int, turns: int = 3) -> Report:
    """Measure one engine."""
    with enterprise(scale, DAYS) as folder, fresh(kind) as place:
        activated(place)
        synced(place.address, folder, SOURCES)
        store = Store(place.engine, load())
        made = _decide(store, min(scale, MOST))
        _live(place, store, folder)
        began = time.perf_counter()
        found = summed(replays(store, READER)[1])
        seconds = time.perf_counter() - began
        ours, theirs = _turns(store, turns)
    return Report(
        "replay", kind, scale,
        {
            "decisions": made,
            "replayed a second": round(found.replayed / seconds, 1),
            "p50 ms": median(ours),
            "context, p50 ms": median(theirs),
        },
        {
            "p50": Ratio(median(ours) / median(theirs), 1.5, "lower", "the context call that it repeats"),
            "the same": Ratio(found.same / max(1, found.replayed), 1.0, "higher", "the digests that were attested"),
        },
    )  # fmt: skip


def _decide(store: Store, number: int) -> int:
    """Decide on cases in turn."""
    cases = drawn(store, 1000)
    for place in range(number):
        decide(store, KEY, proposed(asked(store, cases[place % len(cases)])))
    return number


def _live(place: Place, store: Store, folder: Path) -> None:
    """Days of corrections and deletes, and customers judged to be one at random; half of that is withdrawn."""
    for day in range(1, DAYS + 1):
        apply(folder, day)
        synced(place.address, folder, SOURCES)
    dice = random.Random(SEED)  # noqa: S311 (chance, not a secret)
    keys = [Key.parse(row["key"]) for row in store.engine.ask(CUSTOMERS, open=OPEN)]
    with store.writer("bench") as writer:
        for _ in range(JUDGED):
            left, right = dice.sample(keys, 2)
            said = writer.judge(left, right, "same", "bench", "at random")
            if dice.random() < 0.5:
                writer.withdraw(said.id, "bench")


def _turns(store: Store, turns: int) -> tuple[list[float], list[float]]:
    """Milliseconds of replays, and of the context calls that they repeat, in turn."""
    dice, ours, theirs = random.Random(SEED), [], []  # noqa: S311 (a sample, not a secret)
    numbers = range(1, 1 + replays(store, READER)[0])
    chosen = dice.sample(numbers, min(SAMPLE, len(numbers)))
    for _ in range(turns):
        for number in chosen:
            began = time.perf_counter()
            replay(store, str(number), READER)
            ours.append(1000 * (time.perf_counter() - began))
            theirs.append(_context(store, number))
    return ours, theirs


def _context(store: Store, number: int) -> float:
    """Milliseconds of the context call behind a decision, as of the same sequence and by the same clock."""
    (row,) = store.engine.ask(
        "MATCH (d:Decision {number: $number})-[:WAS_DERIVED_FROM]->(c:Context) "
        "RETURN c.subject AS subject, c.seq AS seq, c.at AS at", number=number,
    )  # fmt: skip
    question = Question(
        subject=row["subject"], action=ACTION, reader="bench", purpose="bench", as_of=row["seq"], at=row["at"]
    )
    began = time.perf_counter()
    context(store, KEY, question)
    return 1000 * (time.perf_counter() - began)

"""`seal`: judging, sealing and committing a decision that is made, against the raw write of the same subgraph.

What `decide` does beside that, computing the context again, is done beforehand. Sealing by itself is the making of the
leaf and of the tree's end, in our process, for a decision with ten citations; that it is written costs no round trip.
"""

from __future__ import annotations

import time

from agents import subgraph
from agents.answer import Answer
from agents.decide import Whole, record
from agents.judging.judging import would
from bench.cases import drawn, loaded
from bench.context import asked
from bench.decide import proposed, written
from bench.report import Ratio, Report, median
from graph import entries, ledger
from graph.clock import now
from graph.provenance import attested
from graph.store import Store

DECISIONS, WARM, CITED = 100, 10, 10


def run(kind: str, scale: int, turns: int = 3) -> Report:
    """Measure one engine: every case is judged, sealed and committed, and then written bare, in turn."""
    kept: dict[str, list[float]] = {name: [] for name in ("ours", "theirs", "judging", "sealing")}
    with loaded(kind, scale) as (_, store):
        cases = drawn(store, DECISIONS)
        for turn in range(turns + 1):
            for case in cases if turn else cases[:WARM]:
                answer = asked(store, case)
                times = (_recorded(store, answer), written(store, answer), *_parts(store, answer))
                if turn:
                    for some, value in zip(kept.values(), times, strict=True):
                        some.append(value)
    ours, theirs, judging, sealing = map(median, kept.values())
    return Report(
        "seal", kind, scale,
        {
            "p50 ms": ours, "bare, p50 ms": theirs, "judging, p50 ms": judging, "sealing, p50 µs": 1000 * sealing,
        },
        {
            "p50": Ratio(ours / theirs, 1.5, "lower", "one statement by hand that writes the same"),
            "sealing": Ratio(1000 * sealing, 300, "lower", "300 µs"),
        },
    )  # fmt: skip


def _recorded(store: Store, answer: Answer) -> float:
    """Milliseconds of judging, sealing and committing a decision."""
    proposal, shown = proposed(answer, CITED), answer.shown[:CITED]
    whole = Whole(store, proposal, answer, shown, subgraph.provenance(proposal, answer, shown))
    began = time.perf_counter()
    store.engine.write(lambda tx: record(tx, whole, now()))
    return 1000 * (time.perf_counter() - began)


def _parts(store: Store, answer: Answer) -> tuple[float, float]:
    """Milliseconds of judging alone, with what is asked of the graph for it, and of making the leaf alone."""
    proposal, shown = proposed(answer, CITED), answer.shown[:CITED]
    made = subgraph.provenance(proposal, answer, shown)
    began = time.perf_counter()
    found = would(store, proposal, answer, len(shown), None)
    judged = time.perf_counter()
    whole = subgraph.judged(made, subgraph.decision_id(proposal), found, now())
    tail = entries.tail(store.engine)
    start = time.perf_counter()
    ledger.entry(tail, attested(whole, "decision", now(), set(found.there)))
    return 1000 * (judged - began), 1000 * (time.perf_counter() - start)

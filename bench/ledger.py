"""`ledger`: sealing a decision, the tree over stored leaves, and holding leaves against the graph.

The rival of verifying reads the same by hand (`bench/ledger.cypher`): entries, nodes and relations in pages, and does
nothing with them. What is ours beyond it: every element is committed to again, the tree grows leaf by leaf, and
decisions are counted.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from statistics import median as middle

from agents import subgraph
from agents.ledger.verifying import PAGE, verify
from bench.cases import drawn, loaded
from bench.context import asked
from bench.decide import decided, proposed
from bench.report import Ratio, Report, median
from graph import entries, ledger, merkle
from graph.clock import now
from graph.engines.base import Engine
from graph.ledger import Tail
from graph.provenance import attested
from graph.store import Store

DECISIONS, CITED, SEALED = 300, 10, 200
RATE = 20_000
BATCH = 2_000
BY_HAND = "\n".join(Path(__file__).with_name("ledger.cypher").read_text("utf-8").splitlines()[1:])
FILL = "UNWIND $rows AS row CREATE (e:LedgerEntry) SET e = row"
MOVE = "MATCH (h:ProvHead {id: 1}) SET h.leaves = $size, h.peaks = $peaks"


def run(kind: str, scale: int, turns: int = 3) -> Report:
    """Measure one engine: some decisions are made and verified, then the ledger is filled up to `scale` leaves."""
    with loaded(kind, scale) as (_, store):
        seal = sealing(store)
        for case in islice(cycle(drawn(store, DECISIONS)), DECISIONS):
            decided(store, asked(store, case))
        size = entries.tail(store.engine).size
        verifying(store.engine), by_hand(store.engine, size)
        ours = [verifying(store.engine) for _ in range(turns)]
        theirs = [by_hand(store.engine, size) for _ in range(turns)]
        fill(store.engine, scale)
        rates = [scale / timed(lambda: grown(store.engine)) for _ in range(turns)]
    return Report(
        "ledger", kind, scale,
        {
            f"seal, {CITED} citations, µs": round(1e6 * seal, 1), "leaves": size,
            "verify, ms a leaf": median([1000 * one / size for one in ours]),
            "bare, ms a leaf": median([1000 * one / size for one in theirs]),
        },
        {
            "tree, leaves a second": Ratio(round(middle(rates)), RATE, "higher", "a fixed rate"),
            "verify": Ratio(median([a / b for a, b in zip(ours, theirs, strict=True)]), 2, "lower", "reading by hand"),
        },
    )  # fmt: skip


def sealing(store: Store) -> float:
    """Seconds of our processor's time for sealing a decision with ten citations: the median of many."""
    answer = asked(store, drawn(store, 10)[0])
    proposal = proposed(answer).model_copy(update={"cites": [one.statement for one in answer.shown[:CITED]]})
    made = subgraph.numbered(subgraph.provenance(proposal, answer, answer.shown[:CITED]), 1, now())
    tail = Tail(999, tuple(merkle.leaf_hash(bytes([place])).hex() for place in range(8)))
    times = []
    for _ in range(SEALED):
        began = time.process_time()
        ledger.entry(tail, attested(made, "decision", now()))
        times.append(time.process_time() - began)
    return middle(times)


def verifying(engine: Engine) -> float:
    """Seconds of verifying the whole ledger; what it finds would be a defect."""
    found = []
    taken = timed(lambda: found.append(verify(engine, None, [])))
    assert found[0].findings == [], found[0].findings
    return taken


def by_hand(engine: Engine, size: int) -> float:
    """Seconds of reading the same by hand."""
    return timed(lambda: [engine.ask(BY_HAND, low=low, high=min(low + PAGE, size)) for low in range(0, size, PAGE)])


def fill(engine: Engine, size: int) -> None:
    """Fill the ledger up to a size with leaves that attest nothing."""
    tail = entries.tail(engine)
    peaks, rows = [bytes.fromhex(one) for one in tail.peaks], []
    for number in range(tail.size, size):
        leaf = merkle.leaf_hash(str(number).encode())
        peaks, made = merkle.grown(number, peaks, leaf)
        rows.append({"n": number, "kind": "bench", "leaf": leaf.hex(), "tree": [one.hex() for one in made]})
    for start in range(0, len(rows), BATCH):
        engine.write(lambda tx, part=rows[start : start + BATCH]: tx.ask(FILL, rows=part))  # type: ignore[misc]
    engine.write(lambda tx: tx.ask(MOVE, size=max(size, tail.size), peaks=[one.hex() for one in peaks]))


def grown(engine: Engine) -> None:
    """Read every leaf, and compute the root."""
    tail = entries.tail(engine)
    peaks = merkle.peaks_of(leaf for _, leaf in entries.leaves(engine, 0, tail.size))
    assert [one.hex() for one in peaks] == list(tail.peaks)


def timed(work: Callable[[], object]) -> float:
    """Seconds of some work."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began

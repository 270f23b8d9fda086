"""`decide`: recording a decision, against writing the same subgraph bare.

What is ours beyond the rival: the signed id is checked, the whole context is computed again and its digest compared,
citations are held against what was shown, and nothing is written twice. The rival creates the same nodes and relations
from memory in one transaction, with the same statements, and looks for nothing that is there already.
"""

from __future__ import annotations

import secrets
import time
from typing import Any

from agents import subgraph
from agents.answer import Answer
from agents.decide import decide
from agents.proposal import Option, Principal, Proposal
from bench.cases import KEY, drawn, loaded
from bench.context import asked
from bench.report import Ratio, Report, median
from graph import provenance
from graph.clock import now
from graph.engines.base import Transaction
from graph.questions import cypher
from graph.store import Store

DECISIONS, WARM = 100, 10
CITED = 5


def run(kind: str, scale: int, turns: int = 3) -> Report:
    """Measure one engine: every case is decided on, and then written bare, in turn."""
    with loaded(kind, scale) as (_, store):
        answers = [asked(store, case) for case in drawn(store, DECISIONS)]
        for answer in answers[:WARM]:
            decided(store, answer)
            written(store, answer)
        ours = []
        theirs = []
        for _ in range(turns):
            for answer in answers:
                ours.append(decided(store, answer))
                theirs.append(written(store, answer))
    return Report(
        "decide", kind, scale,
        {"p50 ms": median(ours), "bare, p50 ms": median(theirs)},
        {"p50": Ratio(median(ours) / median(theirs), 1.5, "lower", "the raw write of the same subgraph")},
    )  # fmt: skip


def proposed(answer: Answer) -> Proposal:
    """A decision on a context that cites some of it, under a key of its own."""
    return Proposal(
        context_id=answer.id,
        question="Shall the customer get the money back?",
        options=(Option(name="refund"), Option(name="decline", dropped="the goods did arrive broken")),
        choice="refund",
        because="the payment was received",
        confidence="0.8",
        action={"refund": {"minor": 12050, "currency": "EUR"}},
        cites=[one.statement for one in answer.shown[:CITED]],
        agent=Principal(name="bench", kind="software"),
        on_behalf_of=Principal(name="maria", kind="person"),
        idempotency_key=secrets.token_hex(8),
    )


def decided(store: Store, answer: Answer) -> float:
    """Milliseconds of recording a decision."""
    proposal = proposed(answer)
    began = time.perf_counter()
    decide(store, KEY, proposal)
    return 1000 * (time.perf_counter() - began)


def written(store: Store, answer: Answer) -> float:
    """Milliseconds of writing the subgraph of another decision on another context, made beforehand."""
    fresh = answer.model_copy(update={"digest": secrets.token_hex(32)})
    proposal, shown = proposed(fresh), subgraph.shown_rows(fresh)
    stamp = subgraph.Stamp(-secrets.randbelow(2**48), now(), subgraph.salted())
    made = subgraph.provenance(proposal, fresh, fresh.shown[:CITED], stamp)

    nodes = provenance.by_kind(node for node in made.nodes if node.kind != "Principal")

    def work(tx: Transaction) -> Any:
        tx.ask(cypher("decision_number"), at=now(), id=proposal.idempotency_key)
        tx.ask(cypher("prov_nodes"), **nodes)
        provenance.relate(tx, made.edges)
        tx.ask(cypher("prov_shown"), context=subgraph.context_id(fresh), rows=shown)

    began = time.perf_counter()
    store.engine.write(work)
    return 1000 * (time.perf_counter() - began)

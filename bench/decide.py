"""`decide`: recording a decision, against writing the same subgraph bare.

What is ours beyond the rival: the signed id is checked, the whole context is read and computed again and its digest
compared, citations are held against what was shown, and nothing is written twice. The rival (`bench/decision.cypher`)
was written for this one shape: from memory it writes the same nodes and relations with all that they hold, under the
next number, in one statement of one transaction, and looks for nothing that is there already but for whom it relates.
"""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from typing import Any

from agents import subgraph
from agents.answer import Answer
from agents.decide import decide
from agents.judging.judging import would
from agents.proposal import Option, Principal, Proposal
from bench.cases import KEY, drawn, loaded
from bench.context import asked
from bench.report import Ratio, Report, median
from graph import entries, ledger
from graph.clock import now
from graph.provenance import DELEGATION, RECORD, Subgraph, attested
from graph.store import Store

DECISIONS, WARM = 100, 10
CITED = 5
BY_HAND = "\n".join(Path(__file__).with_name("decision.cypher").read_text("utf-8").splitlines()[1:])


def run(kind: str, scale: int, turns: int = 3) -> Report:
    """Measure one engine: every case is decided on, and then written bare, in turn."""
    with loaded(kind, scale) as (_, store):
        cases = drawn(store, DECISIONS)
        for case in cases[:WARM]:
            both(store, case)
        times = [both(store, case) for _ in range(turns) for case in cases]
    ours, theirs = zip(*times, strict=True)
    rival = "one statement by hand that writes the same subgraph"
    return Report(
        "decide", kind, scale,
        {"p50 ms": median(ours), "bare, p50 ms": median(theirs)},
        {"p50": Ratio(median(ours) / median(theirs), 1.5, "lower", rival)},
    )  # fmt: skip


def both(store: Store, case: str) -> tuple[float, float]:
    """Milliseconds of deciding on a context that nobody has decided on yet, and of writing another such by hand."""
    answer = asked(store, case)
    return decided(store, answer), written(store, answer)


def proposed(answer: Answer, cited: int = CITED) -> Proposal:
    """A decision on a context that cites some of it, under a key of its own."""
    return Proposal(
        context_id=answer.id,
        question="Shall the customer get the money back?",
        options=(Option(name="refund"), Option(name="decline", dropped="the goods did arrive broken")),
        choice="refund",
        because="the payment was received",
        confidence="0.8",
        action={"amount": 12050, "amount_currency": "EUR"},
        cites=[one.statement for one in answer.shown[:cited]],
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
    proposal = proposed(fresh)
    shown = fresh.shown[:CITED]
    made = subgraph.provenance(proposal, fresh, shown)
    found = would(store, proposal, fresh, len(shown), None)
    judged = subgraph.judged(made, subgraph.decision_id(proposal), found, now())
    tail = entries.tail(store.engine)
    sealed = ledger.entry(tail, attested(judged, "decision", now(), set(found.there)))
    terms = parameters(proposal, judged) | {"entry": sealed["entry"], "peaks": sealed["peaks"]}
    began = time.perf_counter()
    store.engine.write(lambda tx: tx.ask(BY_HAND, **terms))
    return 1000 * (time.perf_counter() - began)


def parameters(proposal: Proposal, made: Subgraph) -> dict[str, Any]:
    """What the statement by hand takes."""
    nodes: dict[str, list[dict[str, Any]]] = {}
    for node in made.nodes:
        nodes.setdefault(node.kind, []).append({**node.props, "id": node.id})
    edges = [edge for edge in made.edges if edge.type != DELEGATION]
    judging = edges[-6:]
    edges = edges[:-6]
    own = {node["id"]: node for node in nodes["Option"]}
    several = ("CONSIDERED", "USED")
    kinds = ("Decision", "Question", "DecisionMaking", "Context", "Retrieval")
    return {
        **{kind.lower(): nodes[kind][0] for kind in kinds},
        "policyevaluation": nodes["PolicyEvaluation"][0],
        "verdict": nodes["Verdict"][0],
        "policies": judging[-1].end,
        "judging": [{**edge.props, "id": edge.id} for edge in judging],
        "agent": next(node["id"] for node in nodes["Principal"] if node["name"] == proposal.agent.name),
        "behalf": next(node["id"] for node in nodes["Principal"] if node["name"] == proposal.on_behalf_of.name),
        "at": now(),
        "relations": [
            {**edge.props, "id": edge.id} for edge in edges if edge.type not in several or edge.props["rank"] == 0
        ],
        "options": [
            {"node": own[edge.end], "relation": {**edge.props, "id": edge.id}}
            for edge in edges
            if edge.type == "CONSIDERED"
        ],
        "evidence": [
            {"record": edge.end.removeprefix(RECORD), "relation": {**edge.props, "id": edge.id}}
            for edge in edges
            if edge.end.startswith(RECORD)
        ],
        "shown": next(iter(made.shown.values())),
    }

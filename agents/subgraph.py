"""The provenance of one decision: what was asked, shown, weighed and chosen, by whom and for whom."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from agents.answer import Answer, Shown
from agents.judging.judging import Judged
from agents.judging.ruling import plain
from agents.proposal import Principal, Proposal
from graph.provenance import RECORD, ProvEdge, ProvNode, Subgraph
from ontology.digest import canonical, commitment, identify


def decision_id(proposal: Proposal) -> str:
    """The URN of a decision: one for each agent and idempotency key."""
    return "urn:tl:decision:" + identify("decision", proposal.agent.kind, proposal.agent.name, proposal.idempotency_key)


def context_id(answer: Answer) -> str:
    """The URN of a context that was decided on: of its inputs and its answer."""
    return "urn:tl:context:" + answer.digest[:32]


def request(proposal: Proposal, salt: str) -> str:
    """The commitment to everything that was proposed, by which a repetition is told from another proposal."""
    said = proposal.model_dump(mode="json")
    later = ("agent_version", "agent_model")
    return commitment(
        salt, "request", {name: one for name, one in said.items() if one is not None or name not in later}
    )


def salted() -> str:
    """A new salt."""
    return secrets.token_hex(16)


def provenance(proposal: Proposal, answer: Answer, cited: Sequence[Shown]) -> Subgraph:
    """The subgraph of a decision, but for what the graph gives it; see `numbered`."""
    own = _Own(proposal, answer)
    agent, behalf = proposal.agent, proposal.on_behalf_of
    reader = next((one for one in (agent, behalf) if one.name == answer.inputs.reader), None)
    reader = reader or Principal(name=answer.inputs.reader, kind="software")
    principals = [principal(one) for one in (agent, behalf, reader)]
    nodes = [
        ProvNode("Decision", own.decision, _decision(proposal, answer, cited)),
        ProvNode("Question", own.question, {"text": proposal.question, "salt": salted()}),
        *(
            ProvNode("Option", own.option(option.name), {"name": option.name, "salt": salted()})
            for option in proposal.options
        ),
        ProvNode("DecisionMaking", own.making),
        ProvNode("Context", own.context, _context(answer)),
        ProvNode("Retrieval", own.retrieval, {"seq": answer.inputs.seq, "purpose": answer.inputs.purpose}),
        *principals,
    ]
    edges = [*own.reasoning(cited), *own.responsibility(answer.inputs.action, *(one.id for one in principals))]
    return Subgraph(list({node.id: node for node in nodes}.values()), edges, {own.context: shown_rows(answer)})


def numbered(made: Subgraph, number: int, at: str) -> Subgraph:
    """The subgraph of a decision with its number, and when it was made."""
    more = {"Decision": {"number": number, "at": at}, "DecisionMaking": {"number": number, "ended": at}}
    nodes = [replace(node, props={**node.props, **more.get(node.kind, {})}) for node in made.nodes]
    return replace(made, nodes=nodes)


def judged(made: Subgraph, decision: str, found: Judged, at: str) -> Subgraph:
    """The same with how the decision was judged, once it was there: the evaluation, its verdict, and by what."""
    id_ = decision.rpartition(":")[2]
    verdict, evaluation = f"urn:tl:verdict:{id_}", "urn:tl:activity:" + identify("evaluation", id_)
    salt, context = salted(), next(iter(made.shown))
    attested = {"asked": commitment(salt, "asked", found.asked.plain), "salt": salt}
    nodes = [
        ProvNode("PolicyEvaluation", evaluation, {"ended": at, **found.by}),
        ProvNode("Verdict", verdict, {**plain(found.verdict), **attested}),
    ]
    edges = [
        ProvEdge("USED", evaluation, decision, {"role": "judged"}),
        ProvEdge("USED", evaluation, context, {"role": "context"}),
        ProvEdge("WAS_GENERATED_BY", verdict, evaluation),
        ProvEdge("WAS_DERIVED_FROM", verdict, decision),
    ]
    for policies in found.there:
        edges.append(ProvEdge("USED", evaluation, policies, {"role": "policies"}))
        edges.append(ProvEdge("DETERMINED_BY", verdict, policies))
    return replace(made, nodes=[*made.nodes, *nodes], edges=[*made.edges, *edges])


class _Own:
    """The URNs of a decision's own nodes, and the relations between them."""

    def __init__(self, proposal: Proposal, answer: Answer) -> None:
        self.proposal = proposal
        self.decision = decision_id(proposal)
        self.context = context_id(answer)
        id_, shown = self.decision.rpartition(":")[2], self.context.rpartition(":")[2]
        self.question = f"urn:tl:question:{id_}"
        self.making = f"urn:tl:activity:{id_}"
        self.retrieval = f"urn:tl:activity:{shown}"
        self.id = id_

    def option(self, name: str) -> str:
        return "urn:tl:option:" + identify("option", self.id, name)

    def reasoning(self, cited: Sequence[Shown]) -> list[ProvEdge]:
        """From the decision to what it was made of."""
        proposal = self.proposal
        edges = [
            ProvEdge("WAS_GENERATED_BY", self.decision, self.making),
            ProvEdge("WAS_DERIVED_FROM", self.decision, self.context),
            ProvEdge("ANSWERS", self.decision, self.question),
            ProvEdge("USED", self.making, self.question, {"role": "question", "rank": 0}),
            ProvEdge("USED", self.making, self.context, {"role": "context", "rank": 0}),
            ProvEdge("WAS_GENERATED_BY", self.context, self.retrieval),
            ProvEdge("WAS_INFORMED_BY", self.making, self.retrieval),
        ]
        for rank, option in enumerate(proposal.options, 1):
            props: dict[str, Any] = {"rank": rank, "chosen": option.name == proposal.choice, "salt": salted()}
            reason = proposal.because if option.name == proposal.choice else option.dropped
            edges.append(ProvEdge("CONSIDERED", self.making, self.option(option.name), {**props, "reason": reason}))
        for rank, (record, fields) in enumerate(_by_record(cited).items(), 1):
            props = {"role": "evidence", "rank": rank, "fields": fields}
            edges.append(ProvEdge("USED", self.making, RECORD + record, props))
        if proposal.revises is not None:
            edges.append(ProvEdge("WAS_REVISION_OF", self.decision, proposal.revises))
        return edges

    def responsibility(self, plan: str, agent: str, behalf: str, reader: str) -> list[ProvEdge]:
        """Who did it, for whom, and who read the context. Delegation is one relation for all decisions of a pair."""
        edges = [
            ProvEdge("WAS_ASSOCIATED_WITH", self.making, agent, {"role": "agent", "plan": plan}),
            ProvEdge("WAS_ASSOCIATED_WITH", self.making, behalf, {"role": "on_behalf_of"}),
            ProvEdge("WAS_ASSOCIATED_WITH", self.retrieval, reader, {"role": "reader"}),
        ]
        return edges if agent == behalf else [*edges, ProvEdge("ACTED_ON_BEHALF_OF", agent, behalf)]


def shown_rows(answer: Answer) -> list[list[Any]]:
    """What leads from a record to the contexts that showed it: rows of record, thing and fields."""
    rows: dict[tuple[str, str], list[str]] = {}
    for one in answer.shown:
        record, _, name = one.statement.removeprefix(RECORD).partition("#")
        rows.setdefault((record, one.thing), []).append(name)
    return [[record, thing, fields] for (record, thing), fields in rows.items()]


def _by_record(cited: Sequence[Shown]) -> dict[str, list[str]]:
    records: dict[str, list[str]] = {}
    for one in cited:
        record, _, name = one.statement.removeprefix(RECORD).partition("#")
        records.setdefault(record, []).append(name)
    return records


def principal(one: Principal) -> ProvNode:
    """The node of a principal."""
    id_ = "urn:tl:principal:" + identify("principal", one.kind, one.name)
    return ProvNode("Principal", id_, {"name": one.name, "kind": one.kind})


def _decision(proposal: Proposal, answer: Answer, cited: Sequence[Shown]) -> dict[str, Any]:
    salt = salted()
    props = {
        "choice": proposal.choice,
        "because": proposal.because,
        "confidence": proposal.confidence,
        "action": answer.inputs.action,
        "subject": answer.inputs.subject,
        "label": answer.subject,
        "payload": canonical(proposal.action).decode(),
        "agent": proposal.agent.name,
        "on_behalf_of": proposal.on_behalf_of.name,
        "idempotency_key": proposal.idempotency_key,
        "request": request(proposal, salt),
        "cites": [one.statement for one in cited],
        "salt": salt,
    }
    return {**props, "case": proposal.case_id} if proposal.case_id is not None else props


def _context(answer: Answer) -> dict[str, Any]:
    """What stays of a context: its inputs and its digest, and the commitments by which that can be checked for ever."""
    gaps = [gap.model_dump(exclude={"says"}) for gap in answer.gaps]
    return {
        **answer.inputs.model_dump(),
        "digest": answer.digest,
        "remainder": answer.remainder,
        "shown": [one.statement for one in answer.shown],
        "commitments": [one.commitment for one in answer.shown],
        "things": [one.thing for one in answer.shown],
        "gaps": canonical(gaps).decode(),
        "conflicts": len(answer.conflicts),
        "stale": [one.n for one in answer.stale],
        "held_back": [one.id for one in answer.held_back],
    }

"""What Cedar is asked about a proposal: who would do what to what, knowing what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from agents.answer import Answer
from agents.judging.facts import date, decimal, facts
from agents.proposal import Proposal, leaves
from graph.registrations import Registration
from ontology.cedar import entity
from ontology.digest import canonical
from ontology.vocabulary import Ontology

PARTIAL = frozenset({"limit", "wide", "many"})
"""The reasons for which less is told of a path than there is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to Cedar but for `approved`: the request, its context and its entities as JSON; or what is wrong."""

    request: dict[str, Any]
    context: dict[str, Any]
    entities: str
    wrong: str = ""

    @property
    def agent(self) -> dict[str, Any]:
        """What policies may ask about the agent."""
        return dict(next(one["attrs"] for one in orjson.loads(self.entities) if one["uid"]["type"] == "Agent"))

    @property
    def plain(self) -> dict[str, Any]:
        """All that is asked with, as plain data: what a verdict is a function of, beside the policies."""
        return {**self.request, "context": self.context, "entities": self.entities}


def asked(
    proposal: Proposal, answer: Answer, cited: int, ontology: Ontology, registration: Registration | None
) -> Asked:
    """The question that a proposal on the ground of a context puts."""
    action = ontology.action(answer.inputs.action)
    agent = {"type": "Agent", "id": proposal.agent.name}
    subject = {"type": entity(action.subject), "id": answer.inputs.subject}
    payload = _Payload(proposal.action)
    entities = [_entity(agent, attrs=_agent(proposal, registration)), _entity(subject), *payload.entities]
    request = {"principal": agent, "action": {"type": "Action", "id": action.name}, "resource": subject}
    context = _context(proposal, answer, cited)
    context |= {"payload": payload.context, "facts": facts(answer, ontology)}
    return Asked(request, context, canonical(entities).decode(), payload.wrong)


def _context(proposal: Proposal, answer: Answer, cited: int) -> dict[str, Any]:
    confidence, _, rest = proposal.confidence.partition(".")
    return {
        "at": date(answer.inputs.at),
        "purpose": answer.inputs.purpose,
        "on_behalf_of": proposal.on_behalf_of.name,
        "choice": proposal.choice,
        "confidence": decimal(f"{confidence}.{rest[:4] or '0'}"),
        "cited": cited,
        "missing": sorted({path for gap in answer.gaps if gap.missing for path in gap.paths}),
        "stale": sorted({one.path for one in answer.stale}),
        "conflicts": sorted({one.path for one in answer.conflicts}),
        "unsettled": sorted({one.path for one in answer.conflicts if not one.settled}),
        "partial": sorted({path for gap in answer.gaps if gap.reason in PARTIAL for path in gap.paths}),
        "held_back": len(answer.held_back),
    }


def _agent(proposal: Proposal, registration: Registration | None) -> dict[str, Any]:
    """What policies may ask about an agent; one that is not registered has the tier 0 and no owner."""
    said = {
        "kind": proposal.agent.kind,
        "name": proposal.agent.name,
        "registered": registration is not None,
        "owner": "",
        "version": proposal.agent_version or "",
        "model": proposal.agent_model or "",
        "tier": 0,
    }
    names = ("owner", "version", "model", "tier")
    return said | ({name: getattr(registration, name) for name in names} if registration is not None else {})


def _entity(uid: dict[str, str], attrs: dict[str, Any] | None = None, tags: dict[str, Any] | None = None) -> Any:
    return {"uid": uid, "attrs": attrs or {}, "parents": [], **({"tags": tags} if tags is not None else {})}


class _Payload:
    """The payload of an action: its numbers, texts and flags by their names, dotted where they lie deeper."""

    def __init__(self, action: dict[str, Any]) -> None:
        kinds: dict[str, dict[str, Any]] = {"Numbers": {}, "Texts": {}, "Flags": {}}
        self.wrong = ""
        seen: set[str] = set()
        for name, value in _named(action):
            if name in seen:
                self.wrong = f"the payload names `{name}` twice, once as a path and once with dots"
            seen.add(name)
            kinds[_kind(value)][name] = value
        ids = {kind: {"type": kind, "id": "payload"} for kind in kinds}
        self.entities = [_entity(ids[kind], tags=tags) for kind, tags in kinds.items()]
        self.context = {kind.lower(): {"__entity": uid} for kind, uid in ids.items()}


def _named(action: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for path, value in leaves(action, "action"):
        if value is not None:
            yield path.removeprefix("action.").removeprefix("action"), value


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "Flags"
    return "Numbers" if isinstance(value, int) else "Texts"

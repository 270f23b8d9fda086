"""Judging a decision while it is recorded: by the policies in force then, and the agent as it is registered then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agents.answer import Answer
from agents.judging.asked import Asked, asked
from agents.judging.judge import judge
from agents.judging.registered import counting
from agents.judging.ruling import Ruling
from agents.proposal import Proposal
from graph import policies
from graph.engines.base import Engine, Transaction
from graph.provenance import Begun
from graph.registrations import Registration, held, history
from graph.store import Store
from ontology.policies import of_files

_TEXTS: dict[str, str] = {}
"""Texts of policies by their digests, which never mean another text."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, what it is a function of beside the policies, and the registration of the agent that counted."""

    verdict: Ruling
    asked: Asked
    registration: Registration | None

    @property
    def there(self) -> list[str]:
        """The URNs of what the graph holds already of all that: the set of policies."""
        return [policies.urn(self.verdict.policy_set)] if self.verdict.policy_set is not None else []

    @property
    def by(self) -> dict[str, Any]:
        """How the agent was registered, or what it named where it was not, as an evaluation tells it."""
        one = self.registration
        if one is None:
            named = {"agent_version": self.asked.agent["version"], "agent_model": self.asked.agent["model"]}
            return {"registered": False} | {name: said for name, said in named.items() if said}
        return {"registered": True, "agent_version": one.version, "agent_model": one.model, "tier": one.tier}


def judged(tx: Transaction, store: Store, proposal: Proposal, answer: Answer, cited: int, begun: Begun) -> Judged:
    """A proposal as it is judged at the moment at which it is recorded."""
    held_now = [held(row) for row in begun.registrations]
    return ruling(tx, store, proposal, answer, cited, begun.policies, held_now)


def ruling(
    asker: Engine | Transaction,
    store: Store,
    proposal: Proposal,
    answer: Answer,
    cited: int,
    digest: str | None,
    registrations: list[Registration],
) -> Judged:
    """A proposal as it is judged by the policies of a digest, or by none, with some registrations of its agent."""
    ontology = store.ontology_of(answer.inputs.ontology)
    one = counting(registrations, proposal.agent_version, proposal.agent_model)
    question = asked(proposal, answer, cited, ontology, one)
    text = kept(asker, digest) if digest is not None else None
    return Judged(judge(text, digest, ontology, question, answer), question, one)


def would(store: Store, proposal: Proposal, answer: Answer, cited: int, files: Mapping[str, str] | None) -> Judged:
    """A proposal as it would be judged now: by the set in force, or by one of some files.

    Raises:
        Invalid: the files hold mistakes.
    """
    active = [one for one in history(store.engine, proposal.agent.name) if one.until is None]
    if files is None:
        digest = policies.in_force(store.engine, store.head()[0])
        return ruling(store.engine, store, proposal, answer, cited, digest, active)
    ontology = store.ontology_of(answer.inputs.ontology)
    drafted = of_files(files, ontology)
    one = counting(active, proposal.agent_version, proposal.agent_model)
    question = asked(proposal, answer, cited, ontology, one)
    return Judged(judge(drafted.text, drafted.digest, ontology, question, answer), question, one)


def kept(asker: Engine | Transaction, digest: str) -> str:
    """The text of the policies of a digest. Raises: NotFound."""
    if digest not in _TEXTS:
        _TEXTS[digest] = policies.text_of(asker, digest)
    return _TEXTS[digest]

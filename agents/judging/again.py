"""Judging again what was decided: as it was judged then, on other facts, or by other policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from agents.answer import Answer
from agents.judging.asked import Asked, asked
from agents.judging.facts import facts
from agents.judging.judge import judge
from agents.judging.judging import kept
from agents.judging.ruling import Ruling, of_plain
from agents.proposal import Option, Principal, Proposal
from graph.decisions import Stored
from graph.registrations import Registration, history
from graph.store import Store
from ontology.digest import commitment


def proposed(stored: Stored) -> Proposal:
    """A decision as it was proposed, as far as policy asks for it."""
    said, evaluation = stored.decision, stored.evaluation or {}
    kinds = {one["role"]: one["kind"] for one in stored.principals}
    return Proposal(
        context_id=stored.context["id"],
        question=stored.question["text"],
        options=tuple(
            Option(name=one["name"], dropped="" if one["chosen"] else one["reason"]) for one in stored.options
        ),
        choice=said["choice"],
        because=said["because"],
        confidence=said["confidence"],
        action=orjson.loads(said["payload"]),
        cites=list(said["cites"]),
        agent=Principal(name=said["agent"], kind=kinds["agent"]),
        on_behalf_of=Principal(name=said["on_behalf_of"], kind=kinds["on_behalf_of"]),
        idempotency_key=said["idempotency_key"],
        agent_version=evaluation.get("agent_version"),
        agent_model=evaluation.get("agent_model"),
    )


def registration(store: Store, stored: Stored) -> Registration | None:
    """How the agent was registered when it was judged; None where it was not."""
    at, evaluation = stored.decision["at"], stored.evaluation or {}
    if not evaluation.get("registered"):
        return None
    version, model = evaluation["agent_version"], evaluation["agent_model"]
    held = [
        one
        for one in history(store.engine, stored.decision["agent"])
        if (one.version, one.model) == (version, model) and one.since <= at and (one.until is None or at <= one.until)
    ]
    return held[0] if held else None


def question(store: Store, stored: Stored, answer: Answer) -> Asked:
    """What policy was asked, or would be asked, of a decision on the ground of an answer."""
    words = store.ontology_of(answer.inputs.ontology)
    return asked(proposed(stored), answer, len(stored.decision["cites"]), words, registration(store, stored))


def rejudged(store: Store, stored: Stored, answer: Answer, policies: Mapping[str, str] | None = None) -> Ruling:
    """A decision judged again on an answer: by the text of the policies of then, or by `policies`, digest → text."""
    assert stored.verdict is not None
    words = store.ontology_of(answer.inputs.ontology)
    put = question(store, stored, answer)
    if policies is not None:
        ((digest, text),) = policies.items()
        return judge(text, digest, words, put, answer)
    then = stored.verdict.get("policy_set")
    return judge(kept(store.engine, then) if then is not None else None, then, words, put, answer)


def otherwise(store: Store, stored: Stored, answer: Answer) -> str | None:
    """In what a decision is judged otherwise than its verdict says, on the same answer; None where it is the same."""
    assert stored.verdict is not None
    was, now = of_plain(stored.verdict), rejudged(store, stored, answer)
    for name in ("outcome", "policies", "errors", "rests_on", "policy_set"):
        if getattr(was, name) != getattr(now, name):
            return f"verdict: its {name.replace('_', ' ')}, then {_told(was, name)}, now {_told(now, name)}"
    put = commitment(stored.verdict["salt"], "asked", question(store, stored, answer).plain)
    unnamed = (stored.evaluation or {}).get("registered") is False
    return None if put == stored.verdict["asked"] or unnamed else "verdict: what was asked is not what was attested"


def changed(store: Store, then: Answer, now: Answer) -> list[str]:
    """The facts that policy sees otherwise now, by their paths."""
    was = facts(then, store.ontology_of(then.inputs.ontology))
    is_ = facts(now, store.ontology_of(now.inputs.ontology))
    return [
        f"{path}: then {_value(was.get(path))}, now {_value(is_.get(path))}"
        for path in sorted(was.keys() | is_.keys())
        if was.get(path) != is_.get(path)
    ]


def _told(one: Ruling, name: str) -> str:
    value = getattr(one, name)
    if name == "policies":
        return ", ".join(policy.id for policy in value) or "none"
    return ", ".join(value) or "none" if isinstance(value, list) else str(value)


def _value(value: Any) -> str:
    return "unknown" if value is None else orjson.dumps(value, default=str).decode()

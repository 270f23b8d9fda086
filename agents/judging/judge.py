"""Judging a proposal by a set of policies: may it be done alone, with a person's approval, or not at all?

Cedar is asked with `context.approved` false, and, where that is denied, with it true. It passes over policies whose
evaluation fails, so that a prohibition that fails would let pass: whatever fails is denied here, whatever else is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import orjson

from agents.answer import Answer
from agents.judging.asked import Asked
from agents.judging.facts import by_path
from agents.judging.ruling import Decisive, Outcome, Ruling
from ontology import policies
from ontology.cedar import schema
from ontology.errors import Invalid
from ontology.policies import Policy, PolicySet
from ontology.vocabulary import Ontology

if TYPE_CHECKING:
    import cedarpy

NO_SET = "no set of policies is in force"
_FAILED = re.compile(r"error while evaluating policy `([^`]*)`: (.*)", re.DOTALL)
_LACKS = re.compile(r"record does not have the attribute `([^`]*)`.*", re.DOTALL)


@dataclass(frozen=True)
class Standing:
    """A set of policies as Cedar holds it ready for the requests of an ontology."""

    set: PolicySet
    handle: cedarpy.PolicySet
    schema: cedarpy.Schema
    reads: frozenset[str]
    """The paths of all facts that its policies ask for: Cedar is told no others."""


@lru_cache(maxsize=16)
def standing(text: str, ontology: Ontology) -> Standing:
    """A set of policies of its text, checked and held ready. Raises: Invalid, where it does not fit the ontology."""
    import cedarpy

    found = policies.of_text(text, ontology)
    handle = cedarpy.PolicySet.from_json_str(found.cedar)
    reads = frozenset(path for one in found.policies.values() for path in one.reads)
    return Standing(found, handle, cedarpy.Schema.from_str(schema(ontology, lenient=True)), reads)


def judge(text: str | None, digest: str | None, ontology: Ontology, asked: Asked, answer: Answer) -> Ruling:
    """The verdict on what is asked by the set of policies of a text, or by none."""
    if text is None:
        return _denied([NO_SET], None)
    try:
        held = standing(text, ontology)
    except Invalid as error:
        mistakes = error.details or [str(error)]
        return _denied([f"the policies do not fit the ontology: {one}" for one in mistakes], digest)
    if held.set.digest != digest:
        return _denied(["the text of the policies is not the one that was put in force"], digest)
    return ruled(held, asked, answer)


def ruled(held: Standing, asked: Asked, answer: Answer) -> Ruling:
    """The verdict on what is asked by a set that is held ready."""
    if asked.wrong:
        return _denied([asked.wrong], held.set.digest)
    alone = _ask(held, asked, approved=False)
    if alone.errors or alone.allowed:
        outcome: Outcome = "allow" if alone.allowed and not alone.errors else "deny"
        return _verdict(held, answer, outcome, alone.reasons, alone.errors)
    approved = _ask(held, asked, approved=True)
    if approved.allowed and not approved.errors:
        return _verdict(held, answer, "approval", (*alone.reasons, *approved.reasons), ())
    return _verdict(held, answer, "deny", approved.reasons, approved.errors)


@dataclass(frozen=True, slots=True)
class _Said:
    """What Cedar said: whether it allows, the ids of the policies that decided, and everything that failed."""

    allowed: bool
    reasons: Sequence[str]
    errors: Sequence[str]


def _ask(held: Standing, asked: Asked, *, approved: bool) -> _Said:
    """Cedar's answer to one question. Without a clear one it is an error."""
    import cedarpy

    try:
        known = {path: fact for path, fact in asked.context["facts"].items() if path in held.reads}
        context = orjson.dumps({**asked.context, "facts": known, "approved": approved}).decode()
        request = {**asked.request, "context": context}
        (found,) = cedarpy.is_authorized_batch([request], held.handle, asked.entities, held.schema)
        decision, reasons, errors = found.decision, found.diagnostics.reasons, found.diagnostics.errors
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return _Said(False, (), [f"cedar refused the question: {_told(str(error))}"])
    if decision is cedarpy.Decision.NoDecision and not errors:
        errors = ["cedar came to no decision"]
    return _Said(decision is cedarpy.Decision.Allow, reasons, [_told(one) for one in errors])


def _told(error: str) -> str:
    """What failed, in our words. Values that Cedar repeats are not told."""
    if (failed := _FAILED.fullmatch(error)) is None:
        return error.partition(":")[0].strip() if ":" in error else error
    lacks = _LACKS.fullmatch(failed[2])
    why = f"`{lacks[1]}` is not known" if lacks else failed[2].partition("\n")[0]
    return f"policy `{failed[1]}` could not be judged: {why}"


def _verdict(held: Standing, answer: Answer, outcome: Outcome, reasons: Sequence[str], errors: Sequence[str]) -> Ruling:
    known = held.set.policies
    decisive = [known[id_] for id_ in sorted(set(reasons)) if id_ in known]
    if outcome == "deny":
        decisive = [one for one in decisive if one.effect == "forbid"]
    failed = [known[id_] for id_ in known if any(f"policy `{id_}` " in error for error in errors)]
    looked = [*decisive, *failed] or [one for one in known.values() if one.effect == "permit"]
    return Ruling(
        outcome=outcome,
        policies=[Decisive(id=one.id, says=one.says, effect=one.effect) for one in decisive],
        errors=list(errors),
        rests_on=_statements(looked, answer),
        policy_set=held.set.digest,
    )


def _statements(looked: Sequence[Policy], answer: Answer) -> list[str]:
    """The statements at the paths that some policies ask for, in the order of the context."""
    paths = {path for one in looked for path in one.reads}
    found = by_path(answer)
    facts = sorted((fact for path in paths for fact in found.get(path, ())), key=lambda fact: fact.n)
    return list(dict.fromkeys(fact.statement for fact in facts))


def _denied(errors: list[str], digest: str | None) -> Ruling:
    return Ruling(outcome="deny", policies=[], errors=errors, rests_on=[], policy_set=digest)

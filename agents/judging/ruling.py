"""What policy says of a proposal, as it is told and as it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from agents.answer import Form
from ontology.policies import Effect

Outcome = Literal["allow", "approval", "deny"]
WORDS: Mapping[str, str] = {
    "allow": "may be done alone",
    "approval": "may be done only once a person has approved it",
    "deny": "may not be done",
}
"""What each outcome means."""


class Decisive(Form):
    """A policy that decided: its id, what it says, and whether it permits or forbids."""

    id: str
    says: str
    effect: Effect


class Ruling(Form):
    """What policy says of a proposal: alone, with a person's approval, or not at all; and why.

    `policies` are those that decided, `errors` what could not be judged, `rests_on` the statements that the policies
    looked at, and `policy_set` the digest of the set, None where none was in force.
    """

    outcome: Outcome
    policies: list[Decisive]
    errors: list[str]
    rests_on: list[str]
    policy_set: str | None

    @property
    def reasons(self) -> list[str]:
        """Why, in sentences."""
        said = [f"{one.says} ({one.id})" for one in self.policies] + list(self.errors)
        return said or ["no policy permits it"]


def plain(verdict: Ruling) -> dict[str, Any]:
    """A verdict as the graph keeps it: texts and lists of texts."""
    said: dict[str, Any] = {
        "outcome": verdict.outcome,
        "policies": [one.id for one in verdict.policies],
        "effects": [one.effect for one in verdict.policies],
        "says": [one.says for one in verdict.policies],
        "errors": verdict.errors,
        "rests_on": verdict.rests_on,
    }
    return said | ({"policy_set": verdict.policy_set} if verdict.policy_set is not None else {})


def of_plain(said: Any) -> Ruling:
    """A verdict of what the graph keeps."""
    decisive = zip(said["policies"], said["says"], said["effects"], strict=True)
    return Ruling(
        outcome=said["outcome"],
        policies=[Decisive(id=id_, says=says, effect=effect) for id_, says, effect in decisive],
        errors=list(said["errors"]),
        rests_on=list(said["rests_on"]),
        policy_set=said.get("policy_set"),
    )

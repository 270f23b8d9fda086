"""What policy said of a decision, and what every document of the server is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A document of the server."""

    model_config = ConfigDict(frozen=True, extra="allow")


class Decisive(Model):
    """A policy that decided: its id, what it says, and whether it permits or forbids."""

    id: str
    says: str
    effect: str


class Ruling(Model):
    """What policy said: *allow*, *approval* (a person must approve it) or *deny*, and by which policies.

    `errors` are what could not be judged, `rests_on` the statements that were looked at.
    """

    outcome: str
    policies: list[Decisive]
    errors: list[str]
    rests_on: list[str]
    policy_set: str | None

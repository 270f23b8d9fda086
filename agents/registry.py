"""The register of agents: who answers for each, what runs, how far it is trusted, and what it is for."""

from __future__ import annotations

from dataclasses import asdict

from pydantic import Field

from agents.answer import Form
from agents.principals import PrincipalName
from graph import registrations as kept
from graph.clock import now
from graph.engines.base import Engine
from ontology.errors import NotFound, nearest


class AgentWanted(Form):
    """A version of an agent as it is to be registered. `tier` is how far it is trusted: policies say what for.

    `owner` is the person who answers for it, and `instructions` say what it is for and what it must be given.
    """

    name: PrincipalName = Field(examples=["credit-agent"])
    version: str = Field(min_length=1, max_length=100, examples=["1.0"])
    owner: PrincipalName = Field(examples=["maria"])
    model: str = Field(min_length=1, max_length=200, examples=["rules-7"])
    tier: int = Field(ge=1, le=3, examples=[2])
    instructions: str = Field(min_length=1, max_length=20_000, examples=["Credit holds of customers that are late."])


class AgentInfo(AgentWanted):
    """A version of an agent as it is registered since then, by whom; `until` is None while it is."""

    since: str
    by: str
    until: str | None
    ended_by: str | None


class Registered(AgentInfo):
    """A version of an agent that was registered; `changed` is False where it was so before."""

    changed: bool


class AgentList(Form):
    """Agents as they are registered, by name and version."""

    items: list[AgentInfo]


class Registry:
    """Which agents are registered. Nothing of it is rewritten."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def register(self, wanted: AgentWanted, by: str) -> Registered:
        """Register a version of an agent; what was registered of that version before ends."""
        one = kept.Registration(**wanted.model_dump(), since=now(), by=by)
        changed = kept.register(self._engine, one)
        (found,) = [held for held in self.history(wanted.name) if held.version == wanted.version and held.until is None]
        return Registered(**found.model_dump(), changed=changed)

    def retire(self, name: str, version: str | None, by: str) -> list[AgentInfo]:
        """Let one version of an agent be registered no more, or all. Raises: NotFound."""
        kept.retire(self._engine, name, version, by)
        ended = [one for one in self.history(name) if one.until is not None and version in (None, one.version)]
        latest = max(one.until or "" for one in ended)
        return [one for one in ended if one.until == latest]

    def listed(self) -> list[AgentInfo]:
        """What is registered now."""
        return [AgentInfo(**asdict(one)) for one in kept.listed(self._engine)]

    def history(self, name: str) -> list[AgentInfo]:
        """All that was ever registered of an agent, the newest first. Raises: NotFound."""
        found = [AgentInfo(**asdict(one)) for one in kept.history(self._engine, name)]
        if not found:
            known = sorted({one.name for one in self.listed()})
            raise NotFound(f"no agent `{name}` was registered", nearest(name, known))
        return found

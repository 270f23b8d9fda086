"""Registrations: who answers for an agent, in which version and with which model it runs, and how far it is trusted.

Nothing is rewritten: a registration of the same version ends the one before it, and a retired one stays to be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from graph.clock import now
from graph.engines.base import Engine, Transaction
from graph.ledger import seal
from graph.principals import FOREVER
from graph.questions import cypher
from ontology.errors import NotFound, nearest


@dataclass(frozen=True, slots=True)
class Registration:
    """One version of an agent: its owner, its model, its tier, and its instructions for use; since when, by whom.

    `tier` is how far it is trusted, 1 to 3. `until` is when it was retired or registered anew, None while it holds.
    """

    name: str
    version: str
    owner: str
    model: str
    tier: int
    instructions: str
    since: str
    by: str
    until: str | None = None
    ended_by: str | None = None


def register(engine: Engine, one: Registration) -> bool:
    """Register a version of an agent; False when it was registered just so."""

    def work(tx: Transaction) -> bool:
        before = [held for held in _active(tx, one.name) if held.version == one.version]
        if before and _said(before[0]) == _said(one):
            return False
        for held in before:
            _end(tx, held, one.since, one.by)
        tx.ask(cypher("registration_begin"), **{**_said(one), "since": one.since, "by": one.by, "until": FOREVER})
        seal(tx, "registration", {**_said(one), "since": one.since, "by": one.by})
        return True

    return engine.write(work)


def retire(engine: Engine, name: str, version: str | None, by: str) -> list[Registration]:
    """Retire one version of an agent, or all. Raises: NotFound, when it is not registered."""

    def work(tx: Transaction) -> list[Registration]:
        active = _active(tx, name)
        found = [one for one in active if version in (None, one.version)]
        if not found:
            versions = nearest(version or "", [one.version for one in active])
            what = f"agent `{name}`" if version is None else f"version `{version}` of agent `{name}`"
            raise NotFound(f"no {what} is registered", versions or "list them with `throughline agent list`")
        at = now()
        for one in found:
            _end(tx, one, at, by)
        seal(tx, "retirement", {"name": name, "versions": [one.version for one in found], "by": by})
        return found

    return engine.write(work)


def history(engine: Engine, name: str) -> list[Registration]:
    """All registrations of an agent, the newest first."""
    return [held(row["registration"]) for row in engine.ask(cypher("registrations"), name=name)]


def listed(engine: Engine) -> list[Registration]:
    """All registrations that hold, by name and version."""
    return [held(row["registration"]) for row in engine.ask(cypher("registrations_held"), until=FOREVER)]


def held(row: Mapping[str, Any]) -> Registration:
    """A registration of what the graph holds of it."""
    said: dict[str, Any] = {name: row.get(name) for name in Registration.__slots__}
    said["until"] = None if row["until"] == FOREVER else row["until"]
    return Registration(**said)


def _active(tx: Transaction, name: str) -> list[Registration]:
    rows = tx.ask(cypher("registrations"), name=name)
    return [held(row["registration"]) for row in rows if row["registration"]["until"] == FOREVER]


def _end(tx: Transaction, one: Registration, at: str, by: str) -> None:
    tx.ask(cypher("registration_end"), name=one.name, version=one.version, until=FOREVER, at=at, by=by)


def _said(one: Registration) -> dict[str, Any]:
    """What a registration says, without when and by whom."""
    return {name: value for name, value in asdict(one).items() if name not in ("since", "by", "until", "ended_by")}

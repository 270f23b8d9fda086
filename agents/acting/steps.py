"""The steps of acting on a decision, as provenance that is sealed: intent, call, effect, and a person's review."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from agents.answer import Form
from agents.proposal import Principal
from agents.subgraph import principal, salted
from graph.actions import Acted, acted, own, record
from graph.clock import now
from graph.decisions import Stored
from graph.engines.base import Engine
from graph.provenance import ProvEdge, ProvNode
from ontology.digest import commitment
from ontology.errors import Conflict

Status = Literal["acted", "failed", "refused", "retrying", "unknown"]


class Settling(Form):
    """What a person says that became of an order whose outcome was unknown, and how they know."""

    status: Literal["acted", "failed"] = Field(examples=["acted"])
    because: str = Field(min_length=1, max_length=20_000, examples=["the bank shows it"])
    reference: str | None = Field(None, max_length=500, examples=["R-7"])


class Effected(Form):
    """What became of a call, or of the intent where there was none."""

    status: Status
    says: str
    reference: str | None
    at: str


class Outcome(Form):
    """How acting on a decision stands: *sealed* before an effect is known, else as its last effect says.

    *acted*: it was done. *failed*: it was not. *refused*: what it rests on has changed, and nothing was done.
    *retrying*: not yet, and it is tried again. *unknown*: a person has to look.
    """

    decision: str
    number: int
    status: Literal["sealed", "acted", "failed", "refused", "retrying", "unknown"]
    plugin: str
    calls: int
    effects: list[Effected]


class Open(Form):
    """A decision whose intent to act is sealed and whose outcome is not known."""

    id: str
    number: int
    started: str
    status: Literal["sealed", "retrying", "unknown"]


class Unfinished(Form):
    """All such decisions, by their numbers."""

    items: list[Open]


def seal_intent(engine: Engine, stored: Stored, plugin: str, by: Principal) -> None:
    """Seal that a decision is to be acted on now, by whom and how; by the digest of its payload, exactly."""
    id_, who = stored.decision["id"], principal(by)
    payload = commitment(stored.decision["salt"], "payload", stored.decision["payload"])
    node = ProvNode("Action", own(id_, "action"), {"plugin": plugin, "payload": payload})
    edges = [
        ProvEdge("USED", node.id, id_, {"role": "intent"}),
        ProvEdge("WAS_ASSOCIATED_WITH", node.id, who.id, {"role": "executor"}),
    ]
    record(engine, "intent", node, [who], edges, now(), "started")


def seal_call(engine: Engine, stored: Stored, known: Acted, seq: int) -> int:
    """Seal that the order is given now, for the how manyeth time; `seq` is the sequence that was looked at for drift.

    Raises:
        Conflict: somebody else has given it just so.
    """
    id_, rank = stored.decision["id"], len(known.calls) + 1
    node = ProvNode("ToolCall", own(id_, "call", rank), {"rank": rank, "seq": seq})
    edges = [
        ProvEdge("USED", node.id, id_, {"role": "order"}),
        ProvEdge("WAS_INFORMED_BY", node.id, own(id_, "action")),
    ]
    if record(engine, "call", node, [], edges, now(), "started") is None:
        raise Conflict(f"decision {stored.decision['number']} is being acted on elsewhere", "look again in a while")
    return rank


def effect(engine: Engine, stored: Stored, known: Acted, status: Status, says: str, reference: str | None) -> None:
    """Seal what became of the last call, or of the intent where none was made since the last effect."""
    id_, call = stored.decision["id"], known.unanswered
    maker = str(call["id"]) if call is not None else own(id_, "action")
    while True:
        node, edges = _effect(stored, known, maker, status, says, reference)
        if record(engine, "effect", node, [], edges, now(), "ended") is not None:
            return
        known = acted(engine, id_)


def review(engine: Engine, stored: Stored, known: Acted, said: Settling, by: Principal) -> None:
    """Seal what a person found an unknown outcome to be, beside the effect that said so."""
    who, before = principal(by), known.effects[-1]
    looked = ProvNode("Review", own(stored.decision["id"], "review", len(known.effects)))
    node, edges = _effect(stored, known, looked.id, said.status, said.because, said.reference)
    edges += [
        ProvEdge("WAS_ASSOCIATED_WITH", looked.id, who.id, {"role": "reviewer"}),
        ProvEdge("USED", looked.id, str(before["id"]), {"role": "unknown"}),
        ProvEdge("WAS_REVISION_OF", node.id, str(before["id"])),
    ]
    record(engine, "review", node, [looked, who], edges, now(), "ended")


def told(stored: Stored, known: Acted) -> Outcome:
    """How acting on a decision stands."""
    intent = known.intent or {}
    return Outcome(
        decision=stored.decision["id"],
        number=stored.decision["number"],
        status=known.status,
        plugin=str(intent.get("plugin", "")),
        calls=len(known.calls),
        effects=[
            Effected(status=one["status"], says=one["says"], reference=one.get("reference"), at=one["ended"])
            for one in known.effects
        ],
    )


def _effect(
    stored: Stored, known: Acted, maker: str, status: Status, says: str, reference: str | None
) -> tuple[ProvNode, list[ProvEdge]]:
    id_, rank = stored.decision["id"], len(known.effects) + 1
    props: dict[str, Any] = {"rank": rank, "status": status, "says": says, "salt": salted()}
    node = ProvNode("Effect", own(id_, "effect", rank), props | ({"reference": reference} if reference else {}))
    edges = [ProvEdge("WAS_GENERATED_BY", node.id, maker), ProvEdge("WAS_DERIVED_FROM", node.id, id_)]
    return node, edges

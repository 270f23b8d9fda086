"""Acting on decisions, as provenance: an intent that is sealed before anything happens, calls, and their effects.

An intent is an `Action`, a call of whatever acts a `ToolCall`, and what came of it an `Effect`. Nothing is rewritten:
what becomes known later is another effect, of a higher rank, and the last one tells how a decision stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.engines.base import Engine, Transaction
from graph.provenance import ProvEdge, ProvNode, Subgraph, begin, write_subgraph
from graph.questions import cypher

OPEN_STATUSES = frozenset({"sealed", "retrying", "unknown"})
"""How an intent stands whose outcome is not known."""


@dataclass(frozen=True, slots=True)
class Acted:
    """What was done about a decision: the intent, the calls and the effects, as they are stored."""

    intent: Mapping[str, Any] | None
    calls: Sequence[Mapping[str, Any]]
    effects: Sequence[Mapping[str, Any]]

    @property
    def status(self) -> str | None:
        """How acting stands: *sealed* before an effect is known, else as the last effect says; None before all."""
        if self.effects:
            return str(self.effects[-1]["status"])
        return None if self.intent is None else "sealed"

    @property
    def unanswered(self) -> Mapping[str, Any] | None:
        """The last call, if no effect of it is known."""
        last = self.calls[-1] if self.calls else None
        return last if last is not None and all(one["call"] != last["id"] for one in self.effects) else None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A decision whose intent to act is sealed, and whose outcome is not known."""

    id: str
    number: int
    started: str
    status: str


def acted(asker: Engine | Transaction, decision: str) -> Acted:
    """What was done about the decision of a URN."""
    (row,) = asker.ask(cypher("acted"), id=decision)
    return Acted(**row)


def unfinished(engine: Engine) -> list[Waiting]:
    """The decisions whose intent is sealed and whose outcome is not known, by their numbers."""
    return [Waiting(**row) for row in engine.ask(cypher("actions_open"))]


def own(decision: str, kind: str, rank: int = 0) -> str:
    """The URN of an intent (`action`), a call or an effect of a decision."""
    return f"urn:tl:{kind}:{decision.rpartition(':')[2]}" + (f"-{rank}" if rank else "")


def record(
    engine: Engine, kind: str, node: ProvNode, others: Sequence[ProvNode], edges: Sequence[ProvEdge], at: str, time: str
) -> str | None:
    """Write and seal one step under its date, which the property `time` of its node is given.

    Returns the date; None where the step was there, which then stays as it is.
    """

    def work(tx: Transaction) -> str | None:
        begun = begin(tx, Subgraph([node, *others], edges), at)
        if node.id in begun.there:
            return None
        dated = ProvNode(node.kind, node.id, {**node.props, time: begun.at})
        write_subgraph(tx, Subgraph([dated, *others], edges), begun, kind)
        return begun.at

    return engine.write(work)

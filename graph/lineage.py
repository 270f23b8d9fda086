"""Reading provenance back: the subgraph that a decision came from, whole, as `provenance` wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.engines.base import Engine, Row
from graph.model import Record
from graph.provenance import KINDS, RECORD, ProvEdge, ProvNode, Subgraph
from graph.questions import cypher
from graph.records import record

ENDS = frozenset({"Principal", "Decision"})
"""Kinds that a lineage leads to and not beyond: others act for a principal too, and another decision has its own."""

BESIDE: Mapping[str, str] = {
    "PolicyEvaluation": "evaluation",
    "Verdict": "verdict",
    "Action": "actions",
    "ToolCall": "calls",
    "Effect": "effects",
}
"""What leads to a decision and belongs to it, by the names under which it is read."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """A decision's subgraph, and the record versions that its relations lead to, by their ids."""

    subgraph: Subgraph
    records: Mapping[str, Record]


@dataclass(slots=True)
class _Found:
    nodes: dict[str, ProvNode] = field(default_factory=dict)
    edges: dict[str, ProvEdge] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)


def lineage(engine: Engine, decision: str, until: str | None = None) -> Lineage | None:
    """Everything that the decision of a URN leads to, how it was judged, whom its agent acted for, what was done about
    it, and what revises it.

    What was done and what revises it counts if that was before the instant `until` (None: ever).
    """
    rows = engine.ask(cypher("prov_decision"), id=decision, until=until)
    if not rows:
        return None
    found = _Found()
    _keep(found, "Decision", rows[0]["node"])
    frontier = [decision]
    for kind, name in BESIDE.items():
        told = rows[0][name]
        for node in told if isinstance(told, list) else [told]:
            if node is not None:
                _keep(found, kind, node)
                frontier.append(node["id"])
    while frontier:
        frontier = _step(found, engine.ask(cypher("prov_out"), ids=frontier))
    for one in engine.ask(cypher("prov_revisions"), id=decision, until=until):
        _keep(found, "Decision", one["node"])
        _relate(found, "WAS_REVISION_OF", one["node"]["id"], decision, one["relation"])
    parties = {edge.props.get("role"): edge.end for edge in found.edges.values() if edge.type == "WAS_ASSOCIATED_WITH"}
    for row in engine.ask(cypher("prov_delegations"), start=parties.get("agent"), end=parties.get("on_behalf_of")):
        _relate(found, "ACTED_ON_BEHALF_OF", row["start"], row["end"], row["relation"])
    return Lineage(Subgraph(list(found.nodes.values()), list(found.edges.values())), found.records)


def _step(found: _Found, rows: Sequence[Row]) -> list[str]:
    """Keep what some nodes lead to, and return those of it that lead on."""
    ahead: dict[str, None] = {}
    for row in sorted(rows, key=_order):
        if "Record" in row["labels"]:
            version = record(row["node"])
            found.records[version.id] = version
            _relate(found, row["type"], row["id"], RECORD + version.id, row["relation"])
            continue
        kind = next(label for label in row["labels"] if label in KINDS)
        id_ = row["node"]["id"]
        if id_ not in found.nodes and kind not in ENDS:
            ahead[id_] = None
        _keep(found, kind, row["node"])
        _relate(found, row["type"], row["id"], id_, row["relation"])
    return list(ahead)


def _order(row: Row) -> tuple[str, str, int, str]:
    return row["id"], row["type"], row["relation"].get("rank", 0), row["node"]["id"]


def _keep(found: _Found, kind: str, properties: Mapping[str, Any]) -> None:
    id_ = properties["id"]
    found.nodes.setdefault(id_, ProvNode(kind, id_, _without(properties, ["id"])))


def _relate(found: _Found, type_: str, start: str, end: str, properties: Mapping[str, Any]) -> None:
    found.edges[properties["id"]] = ProvEdge(type_, start, end, _without(properties, ["id"]))


def _without(properties: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if name not in names and value is not None}

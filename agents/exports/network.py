"""A decision's provenance as nodes and edges, from the decision down to the fields, syncs and sources it rests on.

What the graph stores as provenance is here whole, node by node and relation by relation, under the same URNs. What is
added is said in the graph elsewhere: the fields that were cited, the syncs that brought their records, and the sources.
Salts stay where they are: with one, what is withheld could be guessed from its commitment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from agents.answer import Form
from agents.gather import dates
from agents.walks import reading
from agents.walks.reading import Evidence
from agents.wording import one_line, value_text
from graph.decisions import Stored
from graph.lineage import Lineage, lineage
from graph.model import Reader, Record
from graph.provenance import KINDS, RECORD, ProvEdge
from graph.reader import Snapshot
from graph.store import Store
from ontology.digest import identify
from ontology.errors import NotFound

Role = Literal["entity", "activity", "agent"]
SECRET = frozenset({"salt"})
_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
NAMES = {
    "DecisionMaking": "deciding",
    "Retrieval": "reading the context",
    "PolicyEvaluation": "judging by policy",
    "PolicySet": "policies",
    "Action": "acting",
    "ToolCall": "giving the order",
    "Review": "looking what became of it",
}


class GraphNode(Form):
    """An entity, activity or agent of PROV: its URN, its kind, what it is called, and what is known of it."""

    id: str
    kind: str
    prov: Role
    label: str
    props: dict[str, Any]


class GraphEdge(Form):
    """A relation of PROV between two URNs, with a URN of its own."""

    id: str
    type: str
    start: str
    end: str
    props: dict[str, Any]


class DecisionGraph(Form):
    """All nodes and edges of a decision's provenance."""

    decision: str
    number: int
    nodes: list[GraphNode]
    edges: list[GraphEdge]


def network(store: Store, decision: str, reader: Reader, as_of: int | str | None = None) -> DecisionGraph:
    """The provenance of a decision, by its URN or its number, as nodes and edges, as of a sequence or date.

    Raises:
        NotFound: there is no such decision, or it had not been made.
        Invalid: `as_of` lies before the decision's context.
    """
    stored, now = reading.opened(store, decision, reader, as_of)
    found = lineage(store.engine, stored.decision["id"], now.until)
    if found is None:
        raise NotFound(f"no decision `{decision}`", "give its number, or its id `urn:tl:decision:…`")
    beside = _Beside(store, stored, found, now)
    nodes = {node.id: node for node in (*_stored_nodes(found), *beside.nodes())}
    edges = {edge.id: edge for edge in (*found.subgraph.edges, *beside.edges())}
    return DecisionGraph(
        decision=stored.decision["id"],
        number=stored.decision["number"],
        nodes=list(nodes.values()),
        edges=[
            GraphEdge(id=one.id, type=one.type, start=one.start, end=one.end, props=_told(one.props))
            for one in edges.values()
        ],
    )


def plan_urn(action: str) -> str:
    """The URN of the plan that an activity followed: an action of the vocabulary."""
    return f"urn:tl:plan:{_local('plan', action)}"


def sync_urn(sync: str) -> str:
    """The URN of a sync."""
    return f"urn:tl:sync:{_local('sync', sync)}"


def source_urn(source: str) -> str:
    """The URN of a source."""
    return f"urn:tl:source:{_local('source', source)}"


def _local(kind: str, name: str) -> str:
    """A name as the last part of a URN: itself, or its digest where readers of PROV-O could not take it apart again."""
    return name if _NAME.fullmatch(name) else identify(kind, name)


def _stored_nodes(found: Lineage) -> Iterator[GraphNode]:
    for node in found.subgraph.nodes:
        role: Role = KINDS[node.kind].removeprefix("Prov").lower()  # type: ignore[assignment]
        yield GraphNode(
            id=node.id, kind=node.kind, prov=role, label=_label(node.kind, node.props), props=_told(node.props)
        )


def _label(kind: str, props: Mapping[str, Any]) -> str:
    if kind == "Decision":
        return f"decision {props['number']}"
    if kind == "Verdict":
        return f"verdict: {props['outcome']}"
    if kind == "Effect":
        return f"effect: {props['status']}"
    if kind == "Context":
        return f"context of {props['action']}"
    return NAMES.get(kind) or one_line(str(props.get("name") or props.get("text") or kind))


def _told(props: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in props.items() if name not in SECRET}


class _Beside:
    """What stands beside a decision's subgraph: cited fields, record versions, syncs, sources, and the plan."""

    def __init__(self, store: Store, stored: Stored, found: Lineage, now: Snapshot) -> None:
        self.records = found.records
        self.stored = stored
        cites = stored.decision["cites"]
        self.evidence: Evidence = reading.of(now, stored, cites)
        self.sources = {row["id"]: row for row in store.sources(now.seq)}
        self.learnt = dates(now, {one.since for one in found.records.values()})
        self.plans = sorted({one.props["plan"] for one in found.subgraph.edges if "plan" in one.props})

    def nodes(self) -> Iterator[GraphNode]:
        """Record versions, their cited fields, syncs, sources, plans."""
        for record in self.records.values():
            yield self._record(record)
        for place, statement in enumerate(self.stored.decision["cites"], 1):
            yield self._statement(statement, place)
        for id_, sync in sorted(self.evidence.syncs.items()):
            yield _sync(id_, sync)
        for source in sorted({record.key.source for record in self.records.values()}):
            row = self.sources.get(source, {})
            props = {name: row[name] for name in ("kind", "trust") if name in row}
            yield GraphNode(
                id=source_urn(source), kind="Source", prov="agent", label=source, props={"name": source, **props}
            )
        for plan in self.plans:
            yield GraphNode(id=plan_urn(plan), kind="Plan", prov="entity", label=plan, props={"action": plan})

    def edges(self) -> Iterator[ProvEdge]:
        """What those say of each other."""
        for statement in self.stored.decision["cites"]:
            yield ProvEdge("WAS_QUOTED_FROM", statement, statement.partition("#")[0])
        for record in self.records.values():
            source = source_urn(record.key.source)
            yield ProvEdge("WAS_ATTRIBUTED_TO", RECORD + record.id, source)
            if record.sync is not None and record.sync in self.evidence.syncs:
                sync = sync_urn(record.sync)
                yield ProvEdge("WAS_GENERATED_BY", RECORD + record.id, sync, {"at": self.learnt[record.since]})
                yield ProvEdge("WAS_ASSOCIATED_WITH", sync, source, {"role": "source"})

    def _record(self, record: Record) -> GraphNode:
        props = {
            "key": record.key.text,
            "source": record.key.source,
            "stream": record.key.stream,
            "since": record.since,
            "learnt": self.learnt[record.since],
            "classes": list(record.classes),
            "erased": record.erased,
            "version": record.version,
            "valid_from": record.valid_from,
            "valid_to": record.valid_to,
        }
        said = {name: value for name, value in props.items() if value is not None}
        return GraphNode(
            id=RECORD + record.id, kind="Record", prov="entity", label=one_line(str(record.key)), props=said
        )

    def _statement(self, statement: str, place: int) -> GraphNode:
        leaf = self.evidence.leaf(statement)
        shown = self.stored.context["shown"].index(statement) + 1
        props: dict[str, Any] = {"field": leaf.field, "value": leaf.value, "cited": place, "shown": shown}
        props |= {"erased": True} if leaf.erased else {}
        props |= {"unit": leaf.unit} if leaf.unit is not None else {}
        said = "(erased)" if leaf.erased else value_text(leaf.value, leaf.unit)
        label = one_line(f"{leaf.field}: {said}")
        return GraphNode(id=statement, kind="Statement", prov="entity", label=label, props=props)


def _sync(id_: str, sync: Mapping[str, Any]) -> GraphNode:
    names = ("stream", "connector", "versions", "started", "ended", "status", "mapping_digest", "ontology_digest")
    props = {name: sync[name] for name in names if sync.get(name) is not None}
    label = f"sync {id_[: reading.SHORT]} of {sync['source']}/{sync['stream']}"
    return GraphNode(id=sync_urn(id_), kind="Sync", prov="activity", label=label, props=props)

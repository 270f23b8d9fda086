"""Provenance as a subgraph: entities, activities and agents after PROV-DM, written whole or not at all.

Labels and relation types of PROV are fixed, so every kind has its place in the questions `prov_nodes` and `prov_edges`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.engines.base import Collision, Transaction
from graph.questions import cypher
from ontology.digest import identify
from ontology.errors import Invalid

KINDS: Mapping[str, str] = {
    "Decision": "ProvEntity",
    "Question": "ProvEntity",
    "Option": "ProvEntity",
    "Context": "ProvEntity",
    "DecisionMaking": "ProvActivity",
    "Retrieval": "ProvActivity",
    "Principal": "ProvAgent",
}
"""What each kind of node is in PROV."""

TYPES: Mapping[str, tuple[str, str]] = {
    "USED": ("ProvActivity", "ProvEntity"),
    "WAS_GENERATED_BY": ("ProvEntity", "ProvActivity"),
    "WAS_DERIVED_FROM": ("ProvEntity", "ProvEntity"),
    "WAS_ASSOCIATED_WITH": ("ProvActivity", "ProvAgent"),
    "ACTED_ON_BEHALF_OF": ("ProvAgent", "ProvAgent"),
    "WAS_INFORMED_BY": ("ProvActivity", "ProvActivity"),
    "WAS_REVISION_OF": ("ProvEntity", "ProvEntity"),
    "CONSIDERED": ("ProvActivity", "ProvEntity"),
    "ANSWERS": ("ProvEntity", "ProvEntity"),
}
"""What each relation leads from and to. USED leads to record versions as well, which are entities too."""

RECORD = "urn:tl:record:"


@dataclass(frozen=True, slots=True)
class ProvNode:
    """An entity, activity or agent; `id` is a URN. Values are texts, integers, booleans and lists, never null."""

    kind: str
    id: str
    props: Mapping[str, Any] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, str]:
        return (self.kind, KINDS[self.kind])


@dataclass(frozen=True, slots=True)
class ProvEdge:
    """A relation of PROV between two URNs. `role` and `rank` tell apart several of one type between the same two."""

    type: str
    start: str
    end: str
    props: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The URN of the relation: the same for the same statement of provenance."""
        role, rank = self.props.get("role", ""), self.props.get("rank", 0)
        return "urn:tl:relation:" + identify("prov", self.type, self.start, self.end, role, rank)


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A piece of provenance. Nodes that are there already stay as they are: nothing is rewritten."""

    nodes: Sequence[ProvNode]
    edges: Sequence[ProvEdge]


def write_subgraph(tx: Transaction, subgraph: Subgraph) -> frozenset[str]:
    """Write a subgraph inside a transaction, and return the URNs of the nodes that were there before.

    Raises:
        Invalid: a relation leads from or to what is not there, or from or to a kind that PROV does not let it.
    """
    own = {node.id: KINDS[node.kind] for node in subgraph.nodes}
    edges = list({edge.id: edge for edge in subgraph.edges}.values())
    there = _there(tx, own, edges)
    _check(own, edges, there)
    tx.ask(cypher("prov_nodes"), **by_kind([node for node in subgraph.nodes if node.id not in there]))
    known = _known(tx, [edge for edge in edges if edge.start in there])
    relate(tx, [edge for edge in edges if edge.id not in known])
    return frozenset(there.keys() & own.keys())


def _there(tx: Transaction, own: Mapping[str, str], edges: Sequence[ProvEdge]) -> dict[str, str]:
    """What is there already of a subgraph and of what its relations lead to, and what that is in PROV."""
    ids = sorted({*own, *(edge.start for edge in edges), *(edge.end for edge in edges)})
    records = [id_.removeprefix(RECORD) for id_ in ids if id_.startswith(RECORD)]
    row = tx.ask(cypher("prov_there"), ids=ids, records=records)[0]
    found = {RECORD + id_: "ProvEntity" for id_ in row["records"]}
    for role, name in (("ProvEntity", "entities"), ("ProvActivity", "activities"), ("ProvAgent", "agents")):
        found |= dict.fromkeys(row[name], role)
    return found


def _check(own: Mapping[str, str], edges: Sequence[ProvEdge], there: Mapping[str, str]) -> None:
    roles = {**there, **own}
    wrong = [edge for edge in edges if (roles.get(edge.start), roles.get(edge.end)) != TYPES[edge.type]]
    if wrong:
        raise Invalid(
            f"provenance that leads nowhere: `{', '.join(sorted({edge.type for edge in wrong}))}`",
            "relate what is there, in the directions of PROV",
            [f"{edge.start} → {edge.end}" for edge in wrong],
        )


def by_kind(nodes: Iterable[ProvNode]) -> dict[str, list[dict[str, Any]]]:
    """The nodes as the question `prov_nodes` takes them."""
    rows: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for node in nodes:
        rows[node.kind].append({**node.props, "id": node.id})
    return rows


def _known(tx: Transaction, edges: Sequence[ProvEdge]) -> set[str]:
    """Which relations of nodes that were there are there too."""
    if not edges:
        return set()
    rows = tx.ask(cypher("prov_relations"), ids=sorted({edge.start for edge in edges}))
    return {id_ for row in rows for id_ in row["relations"]}


def relate(tx: Transaction, edges: Sequence[ProvEdge]) -> None:
    """Write relations between nodes that are there. Raises: Collision, when some are not."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in (*TYPES, "USED_RECORD")}
    for edge in edges:
        record = edge.type == "USED" and edge.end.startswith(RECORD)
        end = edge.end.removeprefix(RECORD) if record else edge.end
        rows["USED_RECORD" if record else edge.type].append(
            {"start": edge.start, "end": end, "props": {**edge.props, "id": edge.id}}
        )
    made = tx.ask(cypher("prov_edges"), **rows)[0]
    if any(made[name] != len(wanted) for name, wanted in rows.items()):
        raise Collision("another transaction has made the same nodes meanwhile")

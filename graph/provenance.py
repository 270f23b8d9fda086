"""Provenance as a subgraph: entities, activities and agents after PROV-DM, written whole or not at all.

Two statements write a subgraph, whatever it holds: the first puts those who write in a row and tells what is there, the
second makes the rest, and seals the whole in the ledger. That one is composed of a part for each kind and type that
occurs, since both are fixed.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graph import ledger
from graph.clock import now
from graph.constraints import gate
from graph.engines.base import Collision, Transaction
from graph.ledger import Attested, Tail
from graph.model import OPEN
from graph.principals import FOREVER
from graph.questions import cypher
from ontology.digest import identify
from ontology.errors import Invalid

KINDS: Mapping[str, str] = {
    "Decision": "ProvEntity",
    "Question": "ProvEntity",
    "Option": "ProvEntity",
    "Context": "ProvEntity",
    "Verdict": "ProvEntity",
    "PolicySet": "ProvEntity",
    "Effect": "ProvEntity",
    "DecisionMaking": "ProvActivity",
    "Retrieval": "ProvActivity",
    "PolicyEvaluation": "ProvActivity",
    "Action": "ProvActivity",
    "ToolCall": "ProvActivity",
    "Review": "ProvActivity",
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
    "DETERMINED_BY": ("ProvEntity", "ProvEntity"),
}
"""What each relation leads from and to. USED leads to record versions as well, which are entities too."""

RECORD = "urn:tl:record:"
DELEGATION = "ACTED_ON_BEHALF_OF"
_NAMES: Mapping[str, str] = {"ProvEntity": "entities", "ProvActivity": "activities", "ProvAgent": "agents"}

_MAKE = """CALL () {{
UNWIND ${kind} AS row
CREATE (n:{kind}:{role})
SET n = row
RETURN collect(n) AS made_{kind}
}}"""
_FIND = """CALL () {{
UNWIND $found_{label} AS id
MATCH (n:{label} {{id: id}})
RETURN collect(n) AS found_{label}
}}"""
_SHOW = """CALL () {
UNWIND $shown AS row
CREATE (:ProvShown {context: row[0], record: row[1], thing: row[2], fields: row[3]})
RETURN count(*) AS shown
}"""
_RELATE = """CALL (nodes) {{
UNWIND ${type} AS row
WITH nodes[row[0]] AS a, nodes[row[1]] AS b, row[2] AS properties
CREATE (a)-[x:{type}]->(b)
SET x = properties
RETURN count(x) AS made_{type}
}}"""


_SEAL = """CALL () {
MATCH (h:ProvHead {id: 1})
SET h.leaves = $leaves, h.peaks = $peaks
CREATE (e:LedgerEntry)
SET e = $entry
RETURN count(e) AS sealed
}"""


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
    """A piece of provenance. Nodes that are there already stay as they are: nothing is rewritten.

    `shown` is what leads from records to the contexts that showed them: by the URN of a context, rows of record, thing
    and fields, which are written with the context.
    """

    nodes: Sequence[ProvNode]
    edges: Sequence[ProvEdge]
    shown: Mapping[str, Sequence[Sequence[Any]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Begun:
    """What is known once it is one's turn to write: the last number, its date, and what is there by its URN.

    Nodes are there with what they are in PROV, records with the sequence from which on they were known; of relations,
    delegations are told. `tail` is the end of the ledger.
    `policies` is the digest of the set in force, None without one; `registrations` are those of the agent asked about.
    """

    number: int
    at: str
    tail: Tail
    there: Mapping[str, str]
    delegations: frozenset[str]
    since: Mapping[str, int] = field(default_factory=dict)
    policies: str | None = None
    registrations: Sequence[Mapping[str, Any]] = ()


def begin(tx: Transaction, subgraph: Subgraph, at: str = "", decisions: int = 0, agent: str | None = None) -> Begun:
    """Wait for one's turn to write, take numbers for so many decisions made at a date, and see what is there.

    With decisions comes by what they are judged: the policies in force, and how an agent is registered.
    """
    own = {node.id: KINDS[node.kind] for node in subgraph.nodes}
    ends = {end for edge in subgraph.edges for end in (edge.start, edge.end)}
    records = {id_ for id_ in ends if id_.startswith(RECORD)}
    others = ends - records - own.keys()
    asked = {
        name: sorted(others | {id_ for id_, known in own.items() if known == role}) for role, name in _NAMES.items()
    }
    delegations = [
        {"id": edge.id, "start": edge.start, "end": edge.end} for edge in subgraph.edges if edge.type == DELEGATION
    ]
    (row,) = tx.ask(
        cypher("prov_begin"), at=at, decisions=decisions, delegations=delegations,
        records=sorted(id_.removeprefix(RECORD) for id_ in records), agent=agent, open=OPEN, held=FOREVER, **asked,
    )  # fmt: skip
    since = {RECORD + id_: sequence for id_, sequence in row["records"]}
    there = dict.fromkeys(since, "ProvEntity")
    for role, name in _NAMES.items():
        there |= dict.fromkeys(row[name], role)
    known = (Tail(row["leaves"], tuple(row["peaks"])), there, frozenset(row["delegations"]), since)
    return Begun(row["number"], row["at"], *known, next(iter(row["policies"]), None), row["registrations"])


def write_subgraph(
    tx: Transaction, subgraph: Subgraph, begun: Begun | None = None, kind: str = "provenance"
) -> frozenset[str]:
    """Write a subgraph inside a transaction, and return the URNs of the nodes that were there before.

    All of it is sealed as one leaf of the ledger, unless everything was there. `kind` is a short word for what it is
    the record of; the leaf is found by the URN of the first node.

    Raises:
        Invalid: a relation leads from or to what is not there, or from or to a kind that PROV does not let it.
        Refused: it cannot be true by PROV-CONSTRAINTS.
    """
    begun = begun or begin(tx, subgraph)
    own = {node.id: KINDS[node.kind] for node in subgraph.nodes}
    edges = {edge.id: edge for edge in subgraph.edges}
    _check(own, edges.values(), begun.there)
    gate.hold(subgraph.nodes, edges, KINDS, begun.there, begun.since)
    known = begun.delegations | _known(tx, edges.values(), begun.there)
    new = [node for node in subgraph.nodes if node.id not in begun.there]
    missing = {id_: edge for id_, edge in edges.items() if id_ not in known}
    shown = [[node.id, *row] for node in new for row in subgraph.shown.get(node.id, ())]
    if new or missing:
        made = ledger.entry(begun.tail, attested(subgraph, kind, begun.at or now(), begun.there))
        _write(tx, new, missing, shown, begun.there, made)
    return frozenset(begun.there.keys() & own.keys())


def attested(subgraph: Subgraph, kind: str, at: str, there: Container[str] = (), late: bool = False) -> Attested:
    """What seals a subgraph, of which some nodes were there: those that are made with it come first.

    `late`: all of it was there before there was a ledger. Agents count as there then: others had them act as well.
    """
    own = {node.id: node for node in subgraph.nodes}
    edges = {edge.id: edge for edge in subgraph.edges}
    new = {id_ for id_, node in own.items() if id_ not in there and not (late and KINDS[node.kind] == "ProvAgent")}
    nodes = sorted(own.values(), key=lambda node: node.id not in new)
    ends = dict.fromkeys(end for edge in edges.values() for end in (edge.start, edge.end))
    return Attested(
        kind, subgraph.nodes[0].id if subgraph.nodes else "", at,
        nodes=[(node.kind, node.id, node.props) for node in nodes],
        edges=[(edge.type, id_, edge.start, edge.end, edge.props) for id_, edge in edges.items()],
        made=len(new), ends=[id_ for id_ in ends if id_ not in own and not id_.startswith(RECORD)], late=late,
    )  # fmt: skip


def _check(own: Mapping[str, str], edges: Iterable[ProvEdge], there: Mapping[str, str]) -> None:
    roles = {**there, **own}
    wrong = [edge for edge in edges if (roles.get(edge.start), roles.get(edge.end)) != TYPES[edge.type]]
    if wrong:
        raise Invalid(
            f"provenance that leads nowhere: `{', '.join(sorted({edge.type for edge in wrong}))}`",
            "relate what is there, in the directions of PROV",
            [f"{edge.start} → {edge.end}" for edge in wrong],
        )


def _known(tx: Transaction, edges: Iterable[ProvEdge], there: Mapping[str, str]) -> frozenset[str]:
    """Which relations between nodes that were there are there too, but for delegations, of which an agent has many."""
    starts = {edge.start for edge in edges if edge.start in there and edge.end in there and edge.type != DELEGATION}
    if not starts:
        return frozenset()
    rows = tx.ask(cypher("prov_relations"), ids=sorted(starts))
    return frozenset(id_ for row in rows for id_ in row["relations"])


def _write(
    tx: Transaction,
    nodes: Sequence[ProvNode],
    edges: Mapping[str, ProvEdge],
    shown: Sequence[Sequence[Any]],
    there: Mapping[str, str],
    sealed: Mapping[str, Any],
) -> None:
    """Make nodes, and relations among them and what is there. Raises: Collision, when that is not there any more."""
    made: dict[str, list[dict[str, Any]]] = {}
    for node in nodes:
        made.setdefault(node.kind, []).append({**node.props, "id": node.id})
    found: dict[str, list[str]] = {}
    for id_ in dict.fromkeys(end for edge in edges.values() for end in (edge.start, edge.end) if end in there):
        found.setdefault("Record" if id_.startswith(RECORD) else there[id_], []).append(id_.removeprefix(RECORD))
    ids = [row["id"] for rows in made.values() for row in rows] + [id_ for some in found.values() for id_ in some]
    place = {id_: number for number, id_ in enumerate(ids)}
    related: dict[str, list[list[Any]]] = {}
    for id_, edge in edges.items():
        ends = (place[end.removeprefix(RECORD)] for end in (edge.start, edge.end))
        related.setdefault(edge.type, []).append([*ends, {**edge.props, "id": id_}])
    question = composed(tuple(made), tuple(found), tuple(related), bool(shown))
    terms: dict[str, Any] = {**made, **related, **{f"found_{label}": some for label, some in found.items()}}
    (row,) = tx.ask(question, **terms, **sealed, shown=shown)
    if row["ids"] != ids:
        raise Collision("another transaction has changed the same nodes meanwhile")


@lru_cache(256)
def composed(kinds: tuple[str, ...], labels: tuple[str, ...], types: tuple[str, ...], shown: bool) -> str:
    """The statement that makes nodes of some kinds, finds some by their labels, and makes relations of some types."""
    lists = [f"made_{kind}" for kind in kinds] + [f"found_{label}" for label in labels]
    parts = [_MAKE.format(kind=kind, role=KINDS[kind]) for kind in kinds]
    parts += [_FIND.format(label=label) for label in labels]
    parts += [_SHOW, _SEAL] if shown else [_SEAL]
    parts.append(f"WITH {' + '.join(lists)} AS nodes")
    parts += [_RELATE.format(type=type_) for type_ in types]
    return "\n".join([*parts, "RETURN [n IN nodes | n.id] AS ids"])

"""The gate before provenance is stored: a subgraph that cannot be true is refused, and the constraint named.

Times count here: our own dates and sequences never lie. A record was known from its sequence on, a context is of one
sequence, and what is cited of a context was shown by it, hence the context derives from it.

Whether statements hold does not depend on what things are called, so subgraphs of one shape are judged once: numbers
stand for URNs, and ranks for times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from graph.constraints.check import check
from graph.constraints.statements import Statement
from ontology.errors import Refused

if TYPE_CHECKING:
    from graph.provenance import ProvEdge, ProvNode

OBJECTS: Mapping[str, str] = {"ProvEntity": "entity", "ProvActivity": "activity", "ProvAgent": "agent"}
RELATIONS: Mapping[str, str] = {
    "USED": "used",
    "WAS_GENERATED_BY": "wasGeneratedBy",
    "WAS_INVALIDATED_BY": "wasInvalidatedBy",
    "WAS_DERIVED_FROM": "wasDerivedFrom",
    "WAS_REVISION_OF": "wasDerivedFrom",
    "WAS_ASSOCIATED_WITH": "wasAssociatedWith",
    "ACTED_ON_BEHALF_OF": "actedOnBehalfOf",
    "WAS_INFORMED_BY": "wasInformedBy",
}
"""What our relations are in PROV; those that are not here are influences."""
_TIMED = frozenset({"USED", "WAS_GENERATED_BY", "WAS_INVALIDATED_BY"})
_MADE: Mapping[str, str] = {"Decision": "at", "Context": "seq"}
"""Which property of an entity is the date, or the sequence, at which it was made."""

Row = tuple[Any, ...]
"""A statement by numbers: relation, identifier, arguments, and where its times begin among them."""


def hold(
    nodes: Sequence[ProvNode],
    edges: Mapping[str, ProvEdge],
    kinds: Mapping[str, str],
    there: Mapping[str, str],
    since: Mapping[str, int],
) -> None:
    """Let nodes and relations pass. `kinds` tells what kinds of nodes are in PROV, `there` what is stored, by its URN.

    `since` tells the sequence from which on a record was known.

    Raises:
        Refused: a constraint of PROV-CONSTRAINTS does not hold.
    """
    given = _Given(nodes, edges, kinds, there, since)
    if not _holds(_shape(given.rows(given.alike()))):
        raise _refused(given.rows(frozenset()))


@dataclass(frozen=True, slots=True)
class _Given:
    """What is to be judged; see `hold`."""

    nodes: Sequence[ProvNode]
    edges: Mapping[str, ProvEdge]
    kinds: Mapping[str, str]
    there: Mapping[str, str]
    since: Mapping[str, int]

    def alike(self) -> frozenset[str]:
        """What may be left out, since another is used or considered just so, and is known no earlier.

        Nothing else is said of it: it is a node once, and at the end of one relation. Any circle of events through it
        leads through the other as well.
        """
        said = Counter([node.id for node in self.nodes])
        said.update(self.there.keys())
        for edge in self.edges.values():
            said[edge.start] += 2
            said[edge.end] += 1
        best: dict[tuple[str, str, Any, Any], str] = {}
        out = []
        for edge in self.edges.values():
            id_ = edge.end
            if said[id_] == 2 and (edge.type == "USED" or edge.type not in RELATIONS):
                key = (edge.type, edge.start, edge.props.get("at"), edge.props.get("role"))
                other = best.setdefault(key, id_)
                if other != id_:
                    late = self.since.get(id_, 0) > self.since.get(other, 0)
                    out.append(other if late else id_)
                    best[key] = id_ if late else other
        return frozenset(out)

    def rows(self, out: frozenset[str]) -> list[Row]:
        """The statements, but for what is left out."""
        rows = [self._node(node) for node in self.nodes if node.id not in out]
        rows += [(OBJECTS[role], id_, (), ()) for id_, role in self.there.items() if id_ not in out]
        rows += [
            ("wasGeneratedBy", None, (record, None), (sequence,))
            for record, sequence in self.since.items()
            if record not in out
        ]
        made = {node.id: node.props.get(_MADE[node.kind]) for node in self.nodes if node.kind in _MADE}
        edges = [(id_, edge) for id_, edge in self.edges.items() if edge.end not in out]
        generated = {edge.start for _, edge in edges if edge.type == "WAS_GENERATED_BY"}
        rows += [("wasGeneratedBy", None, (id_, None), (time,)) for id_, time in made.items() if id_ not in generated]
        contexts = {edge.start: edge.end for _, edge in edges if edge.props.get("role") == "context"}
        for id_, edge in edges:
            time = edge.props.get("at")
            if edge.type == "WAS_GENERATED_BY" and time is None:
                time = made.get(edge.start)
            times = (time,) if edge.type in _TIMED else ()
            rows.append((RELATIONS.get(edge.type, "wasInfluencedBy"), id_, (edge.start, edge.end), times))
            if edge.start in contexts and edge.props.get("role") == "evidence":
                rows.append(("wasDerivedFrom", None, (contexts[edge.start], edge.end), ()))
        return rows

    def _node(self, node: ProvNode) -> Row:
        role = self.kinds[node.kind]
        times = (node.props.get("started"), node.props.get("ended")) if role == "ProvActivity" else ()
        return OBJECTS[role], node.id, (), times


def _shape(rows: list[Row]) -> tuple[Row, ...]:
    """Rows with numbers for URNs, in order of appearance, and for each time its rank among its like."""
    numbers: dict[str | None, int | None] = {None: None}
    times = {time for row in rows for time in row[3] if time is not None}
    ranks: dict[Any, Any] = {None: None}
    for kind in (int, str):
        ranks |= {time: kind(rank) for rank, time in enumerate(sorted(one for one in times if isinstance(one, kind)))}
    shape: list[Row] = []
    for relation, id_, args, said in rows:
        number = numbers.setdefault(id_, len(numbers))
        placed = tuple([numbers.setdefault(one, len(numbers)) for one in args])
        shape.append((relation, number, placed, tuple([ranks[one] for one in said])))
    return tuple(shape)


@lru_cache(4096)
def _holds(shape: tuple[Row, ...]) -> bool:
    return not check([_statement(row) for row in shape], timed=True)


def _statement(row: Row) -> Statement:
    relation, id_, args, times = row
    return Statement(relation, id_, (*args, *times))


def _refused(rows: list[Row]) -> Refused:
    violations = check([_statement(row) for row in rows], timed=True)
    first = violations[0]
    number = "" if first.number is None else f"{first.number} "
    details = [line for one in violations for line in (*one.statements, *one.because)]
    return Refused(
        f"provenance that cannot be true: constraint `{number}{first.title}` of PROV-CONSTRAINTS does not hold",
        "say what happened, in the order in which it did",
        details,
    )

"""Provenance is written whole, in the directions of PROV, and never over what is there."""

from __future__ import annotations

import pytest

from graph.engines.base import Engine
from graph.provenance import KINDS, RECORD, TYPES, ProvEdge, ProvNode, Subgraph, begin, write_subgraph
from ontology.errors import Invalid, Refused

A, B, C = (f"urn:tl:activity:{name}" for name in "abc")
D, Q = "urn:tl:decision:d", "urn:tl:question:q"
P = "urn:tl:principal:p"
LATE = RECORD + "1" * 32


def count(engine: Engine) -> tuple[int, int]:
    """How many nodes and relations of provenance there are."""
    nodes = engine.ask("MATCH (n) WHERE n:ProvEntity OR n:ProvActivity OR n:ProvAgent RETURN count(n) AS n")[0]["n"]
    edges = engine.ask("MATCH (n)-[x]->() WHERE n:ProvEntity OR n:ProvActivity OR n:ProvAgent RETURN count(x) AS n")
    return nodes, edges[0]["n"]


def graph(*edges: ProvEdge) -> Subgraph:
    nodes = [
        ProvNode("DecisionMaking", A, {"number": 1}),
        ProvNode("Decision", D, {"choice": "yes", "cites": ["a", "b"], "empty": []}),
        ProvNode("Question", Q, {"text": "why?"}),
        ProvNode("Principal", P, {"name": "ann"}),
    ]
    return Subgraph(nodes, edges)


def test_nodes_carry_their_kind_and_what_it_is_in_prov(engine: Engine) -> None:
    engine.write(lambda tx: write_subgraph(tx, graph(ProvEdge("WAS_GENERATED_BY", D, A))))
    rows = engine.ask(
        "MATCH (d:ProvEntity {id: $id})-[x]->(a) RETURN d, labels(d) AS labels, x.id AS id, a.id AS a", id=D
    )
    (row,) = rows
    assert set(row["labels"]) == {"Decision", "ProvEntity"}
    assert row["d"]["cites"] == ["a", "b"]
    assert row["a"] == A
    assert row["id"].startswith("urn:tl:relation:")


def test_writing_it_twice_is_writing_it_once(engine: Engine) -> None:
    wanted = graph(
        ProvEdge("WAS_GENERATED_BY", D, A),
        ProvEdge("USED", A, Q, {"role": "question", "rank": 0}),
        ProvEdge("WAS_ASSOCIATED_WITH", A, P, {"role": "agent"}),
        ProvEdge("WAS_ASSOCIATED_WITH", A, P, {"role": "reader"}),
    )
    assert engine.write(lambda tx: write_subgraph(tx, wanted)) == frozenset()
    assert engine.write(lambda tx: write_subgraph(tx, wanted)) == {A, D, Q, P}
    assert count(engine) == (4, 4)


def test_what_is_there_stays_as_it_is(engine: Engine) -> None:
    engine.write(lambda tx: write_subgraph(tx, graph()))
    other = Subgraph([ProvNode("Question", Q, {"text": "changed"})], [])
    engine.write(lambda tx: write_subgraph(tx, other))
    assert engine.ask("MATCH (q:ProvEntity {id: $id}) RETURN q.text AS text", id=Q) == [{"text": "why?"}]


@pytest.mark.parametrize(
    "edge",
    [
        ProvEdge("WAS_GENERATED_BY", A, D),
        ProvEdge("USED", D, Q),
        ProvEdge("USED", A, "urn:tl:record:" + "0" * 32, {"role": "evidence", "rank": 1}),
        ProvEdge("WAS_INFORMED_BY", A, B),
    ],
)
def test_what_leads_nowhere_is_refused_and_nothing_is_written(engine: Engine, edge: ProvEdge) -> None:
    with pytest.raises(Invalid, match="provenance that leads nowhere"):
        engine.write(lambda tx: write_subgraph(tx, graph(edge)))
    assert count(engine) == (0, 0)


@pytest.mark.parametrize(
    ("constraint", "more"),
    [
        ("42 derivation-generation-generation-ordering", [ProvEdge("WAS_REVISION_OF", D, D)]),
        ("42 derivation-generation-generation-ordering", [ProvEdge("USED", A, LATE, {"role": "evidence", "rank": 1})]),
        ("34 generation-within-activity", [ProvEdge("WAS_GENERATED_BY", Q, A, {"at": "2026-03-02T00:00:00Z"})]),
    ],
)
def test_what_cannot_be_true_is_refused_and_nothing_is_written(
    engine: Engine, constraint: str, more: list[ProvEdge]
) -> None:
    engine.write(lambda tx: tx.ask("CREATE (:Record {id: $id, since: 8})", id=LATE.removeprefix(RECORD)))
    nodes = [
        ProvNode("DecisionMaking", A, {"ended": "2026-03-01T00:00:00Z"}),
        ProvNode("Decision", D, {"at": "2026-03-01T00:00:00Z"}),
        ProvNode("Question", Q),
        ProvNode("Context", C, {"seq": 7}),
    ]
    edges = [
        ProvEdge("WAS_GENERATED_BY", D, A),
        ProvEdge("USED", A, C, {"role": "context"}),
        ProvEdge("USED", A, Q, {"role": "question"}),
    ]
    with pytest.raises(Refused, match=f"constraint `{constraint}` of PROV-CONSTRAINTS"):
        engine.write(lambda tx: write_subgraph(tx, Subgraph(nodes, [*edges, *more])))
    assert count(engine) == (0, 0)
    engine.write(lambda tx: write_subgraph(tx, Subgraph(nodes, edges)))
    assert count(engine) == (4, 3)


def test_every_kind_and_every_type_is_written_as_what_it_is_in_prov(engine: Engine) -> None:
    nodes = [ProvNode(kind, f"urn:tl:some:{kind}", {"name": kind}) for kind in KINDS]
    nodes += [ProvNode(kind, f"urn:tl:other:{kind}", {"name": kind}) for kind in KINDS]
    one = {KINDS[node.kind]: node.id for node in reversed(nodes)}
    other = {KINDS[node.kind]: node.id for node in nodes}
    edges = [ProvEdge(type_, one[start], other[end], {"rank": 1}) for type_, (start, end) in TYPES.items()]
    engine.write(lambda tx: write_subgraph(tx, Subgraph(nodes, edges)))
    found = engine.ask("MATCH (n) WHERE n.id STARTS WITH 'urn:tl:' RETURN n.name AS name, labels(n) AS labels")
    assert sorted((row["name"], sorted(row["labels"])) for row in found) == sorted(
        (node.kind, sorted(node.labels)) for node in nodes
    )
    rows = engine.ask("MATCH (a)-[x {rank: 1}]->(b) RETURN type(x) AS type, a.id AS a, b.id AS b, x.id AS id")
    assert {(row["type"], row["a"], row["b"], row["id"]) for row in rows} == {
        (edge.type, edge.start, edge.end, edge.id) for edge in edges
    }


def test_one_of_many_delegations_is_written_once(engine: Engine) -> None:
    people = [ProvNode("Principal", f"urn:tl:principal:{number}", {"name": str(number)}) for number in range(5)]
    for _ in range(2):
        for behalf in people[1:]:
            edge = ProvEdge("ACTED_ON_BEHALF_OF", people[0].id, behalf.id)
            engine.write(lambda tx, behalf=behalf, edge=edge: write_subgraph(tx, Subgraph([people[0], behalf], [edge])))  # type: ignore[misc]
    assert count(engine) == (5, 4)


def test_what_a_context_showed_is_written_with_it_and_never_again(engine: Engine) -> None:
    wanted = Subgraph([ProvNode("Context", Q)], [], {Q: [["r", "t", ["name", "status"]], ["s", "t", ["id"]]]})
    for _ in range(2):
        engine.write(lambda tx: write_subgraph(tx, wanted))
    rows = engine.ask(
        "MATCH (s:ProvShown) RETURN s.context AS c, s.record AS r, s.thing AS t, s.fields AS f ORDER BY r"
    )
    assert [tuple(row.values()) for row in rows] == [(Q, "r", "t", ["name", "status"]), (Q, "s", "t", ["id"])]


def test_numbers_are_taken_only_for_decisions(engine: Engine) -> None:
    late = "2026-03-01T00:00:00.000000Z"
    assert engine.write(lambda tx: begin(tx, graph(), late, decisions=1)).number == 1
    assert engine.write(lambda tx: begin(tx, graph())).number == 1
    begun = engine.write(lambda tx: begin(tx, graph(), "2025-01-01T00:00:00.000000Z", decisions=1))
    assert (begun.number, begun.at) == (2, late)

"""Provenance is written whole, in the directions of PROV, and never over what is there."""

from __future__ import annotations

import pytest

from graph.engines.base import Engine
from graph.provenance import KINDS, TYPES, ProvEdge, ProvNode, Subgraph, write_subgraph
from graph.questions import cypher
from ontology.errors import Invalid

A, B, C = (f"urn:tl:activity:{name}" for name in "abc")
D, Q = "urn:tl:decision:d", "urn:tl:question:q"
P = "urn:tl:principal:p"


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


def test_every_kind_and_type_has_its_place_in_the_questions() -> None:
    for kind, role in KINDS.items():
        assert f"UNWIND ${kind} AS row\n  CREATE (n:{kind}:{role})" in cypher("prov_nodes")
    for type_, (start, end) in TYPES.items():
        question = cypher("prov_edges")
        assert f"UNWIND ${type_} AS row\n  MATCH (a:{start} {{id: row.start}})" in question
        assert f"MATCH (b:{end} {{id: row.end}})\n  CREATE (a)-[x:{type_}]->(b)" in question

"""Provenance as nodes and edges: whole, from the decision down to the field, and without what must stay."""

from __future__ import annotations

from agents.exports.network import DecisionGraph, network
from graph.engines.base import Engine
from graph.lineage import lineage
from graph.model import Reader
from graph.provenance import TYPES
from graph.store import Store
from graph.syncs import SyncStart
from graph.writer import SyncMark
from tests.agents.world import CASE, PAYMENT, ask, built, cite, decided, payment, write

ANN = Reader("ann", "audit")
STORED = "|".join(TYPES)


def synced(engine: Engine) -> Store:
    """The world, with a payment that a sync brought."""
    store = built(engine)
    store.begin_sync(SyncStart("s-1", "erp", "payments", "sql", "1", "d", None, "2026-03-09T00:00:00.000000Z"))
    with store.writer("tests") as writer:
        writer.write(
            [payment(version="2026-03-09T00:00:00Z", method="card")], SyncMark("s-1", "erp", "payments", None, 1)
        )
    return store


def by_id(graph: DecisionGraph) -> dict[str, str]:
    return {one.id: one.kind for one in graph.nodes}


def test_every_node_and_relation_that_the_graph_stores_is_there(engine: Engine) -> None:
    """Held against the graph itself: everything that can be reached from a decision by relations of provenance."""
    store = built(engine)
    answer = ask(store)
    first = decided(store, answer)
    made = decided(store, answer, idempotency_key="again", revises=first.id)
    graph = network(store, made.id, ANN)
    rows = engine.ask(
        f"MATCH (d:Decision {{id: $id}})-[:{STORED}*1..4]->(n) WITH d, collect(DISTINCT n) + [d] AS nodes "
        "UNWIND nodes AS n RETURN DISTINCT n.id AS id, labels(n) AS labels",
        id=made.id,
    )  # fmt: skip
    stored = {f"urn:tl:record:{one['id']}" if "Record" in one["labels"] else one["id"] for one in rows}
    beyond = network(store, first.id, ANN)
    assert stored <= set(by_id(graph)) | set(by_id(beyond))
    assert first.id in by_id(graph)
    out = engine.ask(
        f"MATCH (d:Decision {{id: $id}})-[:WAS_GENERATED_BY]->(m) MATCH (n)-[x:{STORED}]->() "
        "WHERE n = d OR n = m RETURN x.id AS id",
        id=made.id,
    )  # fmt: skip
    assert {row["id"] for row in out} <= {one.id for one in graph.edges}
    assert len(out) > 10


def test_what_revises_a_decision_is_told_and_not_walked_beyond(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    first = decided(store, answer)
    second = decided(store, answer, idempotency_key="again", revises=first.id)
    graph = network(store, first.id, ANN)
    assert ("WAS_REVISION_OF", second.id, first.id) in {(one.type, one.start, one.end) for one in graph.edges}
    assert not [one for one in graph.edges if one.start == second.id and one.type != "WAS_REVISION_OF"]


def test_every_edge_leads_from_and_to_a_node(engine: Engine) -> None:
    store = synced(engine)
    graph = network(store, decided(store, ask(store)).id, ANN)
    kinds = by_id(graph)
    assert [one for one in graph.edges if one.start not in kinds or one.end not in kinds] == []
    assert len(kinds) == len(graph.nodes)
    assert set(kinds.values()) == {
        "Decision", "Question", "Option", "Context", "DecisionMaking", "Retrieval", "Principal", "Record", "Statement",
        "Sync", "Source", "Plan", "PolicyEvaluation", "PolicySet", "Verdict",
    }  # fmt: skip


def test_it_leads_from_the_decision_to_the_field_and_the_source(engine: Engine) -> None:
    store = synced(engine)
    answer = ask(store)
    made = decided(store, answer)
    graph = network(store, "#1", ANN)
    out: dict[tuple[str, str], set[str]] = {}
    for edge in graph.edges:
        out.setdefault((edge.start, edge.type), set()).add(edge.end)
    (making,) = out[made.id, "WAS_GENERATED_BY"]
    (status, case) = made.cites
    assert {one.partition("#")[0] for one in made.cites} <= out[making, "USED"]
    (record,) = out[status, "WAS_QUOTED_FROM"]
    assert out[record, "WAS_GENERATED_BY"] == {"urn:tl:sync:s-1"}
    assert out[record, "WAS_ATTRIBUTED_TO"] == {"urn:tl:source:erp"}
    assert out["urn:tl:sync:s-1", "WAS_ASSOCIATED_WITH"] == {"urn:tl:source:erp"}
    nodes = {one.id: one for one in graph.nodes}
    assert (nodes[status].props["field"], nodes[status].props["value"]) == ("status", "received")
    assert (nodes[record].label, nodes[case].label) == (str(PAYMENT), "status: open")


def test_no_salt_leaves_the_graph_and_nothing_that_was_erased(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    made = decided(store, answer, cites=[cite(answer, "subject"), cite(answer, "status")])
    salts = {row["salt"] for row in engine.ask("MATCH (n) WHERE n.salt IS NOT NULL RETURN n.salt AS salt")}
    salts |= {row["salt"] for row in engine.ask("MATCH ()-[x:CONSIDERED]->() RETURN x.salt AS salt")}
    text = network(store, made.id, ANN).model_dump_json()
    assert len(salts) > 8
    assert not [one for one in salts if one in text]
    assert "Broken jars" in text
    with store.writer("tests") as writer:
        writer.erase(CASE, "ann")
    graph = network(store, made.id, ANN)
    assert "Broken jars" not in graph.model_dump_json()
    assert [one.props["erased"] for one in graph.nodes if one.kind == "Statement"] == [True, True]


def test_a_lineage_is_what_was_stored_to_the_id(engine: Engine) -> None:
    store = built(engine)
    made = decided(store, ask(store))
    found = lineage(engine, made.id)
    assert found is not None
    stored = {row["id"] for row in engine.ask(f"MATCH ()-[x:{STORED}]->() RETURN x.id AS id")}
    assert {one.id for one in found.subgraph.edges} == stored
    assert {one.id for one in found.subgraph.nodes} == {
        row["id"]
        for row in engine.ask("MATCH (n) WHERE n:ProvEntity OR n:ProvActivity OR n:ProvAgent RETURN n.id AS id")
    }
    assert lineage(engine, "urn:tl:decision:none") is None


def test_what_came_later_changes_nothing(engine: Engine) -> None:
    store = built(engine)
    made = decided(store, ask(store))
    before = network(store, made.id, ANN)
    write(store, payment(status="reversed", version="2026-03-09T00:00:00Z"))
    decided(store, ask(store), idempotency_key="another", on_behalf_of="otto")
    assert network(store, made.id, ANN) == before

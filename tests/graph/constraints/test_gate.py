"""The gate before the store: what cannot be true is refused by the constraint's name; names and likes do not matter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.constraints import gate
from graph.constraints.check import check
from graph.provenance import KINDS, RECORD, TYPES, ProvEdge, ProvNode
from ontology.errors import Refused

M, R = "urn:tl:activity:m", "urn:tl:activity:r"
D, C = "urn:tl:decision:d", "urn:tl:context:c"
EVIDENCE = {"role": "evidence", "rank": 1}
ONE, TWO = (RECORD + number * 32 for number in "12")
NODES = [
    ProvNode("Decision", D, {"at": "2026-03-01T09:00:00Z"}),
    ProvNode("Context", C, {"seq": 7, "at": "2020-01-01T00:00:00Z"}),
    ProvNode("DecisionMaking", M, {"ended": "2026-03-01T09:00:00Z"}),
    ProvNode("Retrieval", R, {"seq": 7}),
]
EDGES = [
    ProvEdge("WAS_GENERATED_BY", D, M),
    ProvEdge("WAS_GENERATED_BY", C, R),
    ProvEdge("WAS_DERIVED_FROM", D, C),
    ProvEdge("WAS_INFORMED_BY", M, R),
    ProvEdge("USED", M, C, {"role": "context", "rank": 0}),
    ProvEdge("USED", M, ONE, EVIDENCE),
]


def hold(
    nodes: list[ProvNode] = NODES,
    edges: list[ProvEdge] = EDGES,
    since: Mapping[str, int] | None = None,
    there: Mapping[str, str] | None = None,
) -> None:
    """Ask the gate."""
    known = {ONE: 3} if since is None else since
    stored = {**dict.fromkeys(known, "ProvEntity"), **(there or {})}
    gate.hold(nodes, {edge.id: edge for edge in edges}, KINDS, stored, known)


def test_a_decision_passes() -> None:
    hold()
    hold(since={ONE: 7})


@pytest.mark.parametrize(
    ("constraint", "nodes", "edges", "since"),
    [
        ("42 derivation-generation-generation-ordering", NODES, EDGES, {ONE: 8}),
        (
            "42 derivation-generation-generation-ordering",
            NODES,
            [*EDGES, ProvEdge("USED", M, TWO, EVIDENCE)],
            {ONE: 3, TWO: 8},
        ),
        ("37 generation-precedes-usage", NODES, [*EDGES, ProvEdge("USED", R, D, {"at": "2026-02-28T09:00:00Z"})], None),
        (
            "34 generation-within-activity",
            [*NODES[1:], ProvNode("Decision", D, {"at": "2026-03-02T09:00:00Z"})],
            EDGES,
            None,
        ),
        ("42 derivation-generation-generation-ordering", NODES, [*EDGES, ProvEdge("WAS_DERIVED_FROM", C, D)], None),
        ("42 derivation-generation-generation-ordering", NODES, [*EDGES, ProvEdge("WAS_REVISION_OF", D, D)], None),
        ("24 unique-generation", NODES, [*EDGES, ProvEdge("WAS_GENERATED_BY", D, M, {"role": "again"})], None),
        ("55 entity-activity-disjoint", [*NODES, ProvNode("Question", M)], EDGES, None),
        ("54 impossible-object-property-overlap", [*NODES, ProvNode("Principal", EDGES[0].id)], EDGES, None),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_cannot_be_true_is_refused(
    constraint: str, nodes: list[ProvNode], edges: list[ProvEdge], since: Mapping[str, int] | None
) -> None:
    with pytest.raises(Refused, match=re.escape(f"constraint `{constraint}`")) as refused:
        hold(nodes, edges, since)
    assert any("(" in line for line in refused.value.details)


def test_what_is_stored_as_something_else_is_refused() -> None:
    with pytest.raises(Refused, match="entity-activity-disjoint"):
        hold(there={M: "ProvEntity"})


def test_a_refusal_names_the_record_that_was_known_too_late() -> None:
    with pytest.raises(Refused) as refused:
        hold(edges=[*EDGES, ProvEdge("USED", M, TWO, EVIDENCE)], since={ONE: 3, TWO: 8})
    told = "\n".join(refused.value.details)
    assert TWO in told
    assert ONE not in told


KEYS = ["n1", "n2", "n3", "n4", "n5"]
PROPS = st.fixed_dictionaries(
    {},
    optional={
        "seq": st.integers(1, 3),
        "at": st.sampled_from(["2026-01-01", "2026-01-02"]),
        "started": st.sampled_from(["2026-01-01", "2026-01-02"]),
        "ended": st.sampled_from(["2026-01-01", "2026-01-02"]),
    },
)


@st.composite
def given_subgraphs(draw: st.DrawFn) -> gate._Given:
    nodes = [ProvNode(draw(st.sampled_from([*KINDS])), key, draw(PROPS)) for key in KEYS]
    nodes += [ProvNode("Decision", draw(st.sampled_from(KEYS)), draw(PROPS))] if draw(st.booleans()) else []
    records = {f"{RECORD}{number}": draw(st.integers(1, 4)) for number in range(4)}
    edges: dict[str, ProvEdge] = {}
    for rank in range(draw(st.integers(0, 10))):
        role = {"role": draw(st.sampled_from(["evidence", "context", "question"]))} if draw(st.booleans()) else {}
        props: dict[str, Any] = {"rank": rank, **role, **draw(PROPS)}
        type_ = draw(st.sampled_from(["USED", "USED", *TYPES]))
        edge = ProvEdge(type_, draw(st.sampled_from(KEYS)), draw(st.sampled_from([*KEYS, *records])), props)
        edges[edge.id] = edge
    return gate._Given(nodes, edges, KINDS, dict.fromkeys(records, "ProvEntity"), records)


@given(given_subgraphs())
def test_what_is_like_another_may_be_left_out(one: gate._Given) -> None:
    whole = check([gate._statement(row) for row in one.rows(frozenset())], timed=True)
    assert gate._holds(gate._shape(one.rows(one.alike()))) == (not whole)

"""Everything that is sealed has a leaf, in order, in the transaction it belongs to, and a body that names nobody."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from graph import ledger, merkle
from graph.engines.base import Engine
from graph.ledger import Row, seal
from graph.provenance import ProvEdge, ProvNode, Subgraph, write_subgraph
from ontology.errors import Invalid

A, D, P = "urn:tl:activity:a", "urn:tl:decision:d", "urn:tl:principal:p"


def graph(*more: ProvNode) -> Subgraph:
    nodes = [
        ProvNode("Decision", D, {"choice": "yes", "cites": ["a"], "number": 1, "salt": "0" * 32, "empty": []}),
        ProvNode("DecisionMaking", A),
        ProvNode("Principal", P, {"name": "ann", "kind": "person"}),
    ]
    edges = [ProvEdge("WAS_GENERATED_BY", D, A), ProvEdge("WAS_ASSOCIATED_WITH", A, P, {"role": "agent"})]
    return Subgraph([*nodes, *more], edges)


def entries(engine: Engine) -> list[dict[str, Any]]:
    return [row["e"] for row in engine.ask("MATCH (e:LedgerEntry) RETURN e {.*} AS e ORDER BY e.n")]


def head(engine: Engine) -> tuple[int, list[str]]:
    (row,) = engine.ask("MATCH (h:ProvHead {id: 1}) RETURN h.leaves AS leaves, h.peaks AS peaks")
    return row["leaves"], row["peaks"]


def test_a_subgraph_is_sealed_where_it_is_written(engine: Engine) -> None:
    engine.write(lambda tx: write_subgraph(tx, graph(), kind="decision"))
    (found,) = entries(engine)
    assert (found["n"], found["kind"], found["of"]) == (0, "decision", D)
    assert merkle.leaf_hash(found["body"].encode()).hex() == found["leaf"] == found["tree"][0]
    said = orjson.loads(found["body"])
    assert [one[0] for one in said["nodes"]] == ["Decision", "DecisionMaking", "Principal"]
    assert [one[0] for one in said["edges"]] == ["WAS_GENERATED_BY", "WAS_ASSOCIATED_WITH"]
    assert (found["ids"], found["made"]) == ([D, A, P], 3)
    assert head(engine) == (1, [found["leaf"]])


def test_what_was_there_is_attested_and_not_counted_as_made(engine: Engine) -> None:
    engine.write(lambda tx: write_subgraph(tx, graph()))
    engine.write(lambda tx: write_subgraph(tx, graph(ProvNode("Question", "urn:tl:question:q", {"text": "why?"}))))
    engine.write(lambda tx: write_subgraph(tx, graph()))
    assert [(one["made"], len(one["ids"])) for one in entries(engine)] == [(3, 3), (1, 4)]


def test_leaves_are_numbered_without_a_gap_and_make_one_tree(engine: Engine) -> None:
    for number in range(9):
        assert engine.write(lambda tx, number=number: seal(tx, "test", {"number": number})) == number  # type: ignore[misc]
    found = entries(engine)
    assert [one["n"] for one in found] == list(range(9))
    leaves = [bytes.fromhex(one["leaf"]) for one in found]
    assert head(engine) == (9, [peak.hex() for peak in merkle.peaks_of(leaves)])


def test_what_is_undone_leaves_no_leaf(engine: Engine) -> None:
    class Undo(Exception):
        pass

    def work(tx: Any) -> None:
        seal(tx, "test", {})
        write_subgraph(tx, graph())
        raise Undo

    with pytest.raises(Undo):
        engine.write(work)
    assert (entries(engine), head(engine)) == ([], (0, []))


def test_what_cannot_be_written_in_one_way_is_not_sealed(engine: Engine) -> None:
    with pytest.raises(Invalid, match="no canonical JSON"):
        engine.write(lambda tx: seal(tx, "test", {"number": 2**60}))
    assert entries(engine) == []


def test_a_body_names_nobody(engine: Engine) -> None:
    engine.write(lambda tx: write_subgraph(tx, graph()))
    rows = [Row("Access", ["ann", "2026"], {"roles": ["admin"], "by": "maria"})]
    engine.write(lambda tx: seal(tx, "principal", {"by": "maria"}, rows=rows))
    for one in entries(engine):
        assert not [word for word in ("ann", "maria", "yes", "urn:", "admin") if word in one["body"]]


def test_the_same_sealed_twice_has_two_leaves_that_nobody_can_tell_to_be_of_the_same() -> None:
    one = ledger.Attested("test", "", "2026", said={"by": "ann"})
    first, second = (ledger.entry(ledger.Tail(), one)["entry"] for _ in range(2))
    assert first["leaf"] != second["leaf"]
    assert orjson.loads(first["body"])["said"] != orjson.loads(second["body"])["said"]


def test_an_erased_text_stays_attested() -> None:
    props = {"text": "why?", "rank": 1, "other": "more", "salt": "5" * 32, "id": "urn:tl:question:q"}
    erased = ledger.without(props, ["text"])
    assert (erased.get("text"), erased.get("salt")) == (None, None)
    assert ledger.content(erased) == ledger.content(props)
    assert ledger.content({**erased, "rank": 2}) != ledger.content(props)
    assert ledger.content({**props, "text": "why not?"}) != ledger.content(props)

"""What is asked of decisions seeks by an index, and leaves the store's own view alone."""

from __future__ import annotations

from typing import Any

import pytest

from graph.engines.base import Engine
from graph.engines.bolt import BoltEngine
from graph.migrate import migrate
from graph.provenance import KINDS, TYPES, composed
from graph.questions import cypher
from tests.agents.world import ask, built, decided

PARAMETERS: dict[str, Any] = {
    "id": "x", "ids": ["x"], "keys": ["x"], "seq": 1, "number": 1, "context": "x", "records": ["x"], "things": ["x"],
    "field": None, "limit": 1, "entities": ["x"], "activities": ["x"], "agents": ["x"],
    "rows": [["x", "y", ["z"]]], "at": "x", "decisions": 1, "delegations": [{"id": "x", "start": "x", "end": "x"}],
}  # fmt: skip
QUESTIONS = (
    "aliases", "decision", "decision_numbered", "decisions_shown", "held_back", "prov_begin", "prov_relations",
    "syncs_of", "versions_of_keys",
)  # fmt: skip


def operators(plan: dict[str, Any]) -> set[str]:
    """The operators of a query plan."""
    below = (operators(child) for child in plan.get("children", []))
    return {plan["operatorType"].partition("@")[0]}.union(*below)


def scans(engine: Engine, question: str, parameters: dict[str, Any]) -> set[str]:
    """Which scans the plan of a question holds."""
    assert isinstance(engine, BoltEngine)
    migrate(engine)
    with engine._driver.session(database="neo4j") as session:
        plan = session.run("EXPLAIN " + question, parameters).consume().plan
    assert plan is not None
    return operators(plan) & {"AllNodesScan", "NodeByLabelScan", "AllRelationshipsScan"}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_seeks_and_never_scans(neo4j_engine: Engine, name: str) -> None:
    assert scans(neo4j_engine, cypher(name), PARAMETERS) == set()


def test_writing_provenance_seeks_and_never_scans(neo4j_engine: Engine) -> None:
    labels = ("ProvEntity", "ProvActivity", "ProvAgent", "Record")
    question = composed(tuple(KINDS), labels, tuple(TYPES), True)
    rows = {kind: [{"id": "x"}] for kind in KINDS} | {type_: [[0, 1, {"id": "x"}]] for type_ in TYPES}
    found = {f"found_{label}": ["x"] for label in labels}
    assert scans(neo4j_engine, question, {**rows, **found, "shown": [["x", "y", "z", ["f"]]]}) == set()


def test_the_store_is_as_it_should_be_after_decisions(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    first = decided(store, answer)
    decided(store, answer, idempotency_key="again", revises=first.id)
    assert store.verify() == []

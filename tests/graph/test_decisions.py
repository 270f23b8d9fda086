"""What is asked of decisions seeks by an index, and leaves the store's own view alone."""

from __future__ import annotations

from typing import Any

import pytest

from graph.engines.base import Engine
from graph.engines.bolt import BoltEngine
from graph.migrate import migrate
from graph.questions import cypher
from tests.agents.world import ask, built, decided

PARAMETERS: dict[str, Any] = {
    "id": "x", "ids": ["x"], "keys": ["x"], "seq": 1, "number": 1, "context": "x", "records": ["x"], "things": ["x"],
    "field": None, "limit": 1, "entities": ["x"], "activities": ["x"], "agents": ["x"],
    "rows": [["x", "y", ["z"]]],
}  # fmt: skip
QUESTIONS = (
    "aliases", "decision", "decision_number", "decision_numbered", "decisions_shown", "held_back", "prov_relations",
    "prov_shown", "prov_there", "syncs_of", "versions_of_keys",
)  # fmt: skip


def operators(plan: dict[str, Any]) -> set[str]:
    """The operators of a query plan."""
    below = (operators(child) for child in plan.get("children", []))
    return {plan["operatorType"].partition("@")[0]}.union(*below)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_seeks_and_never_scans(neo4j_engine: Engine, name: str) -> None:

    assert isinstance(neo4j_engine, BoltEngine)
    migrate(neo4j_engine)
    with neo4j_engine._driver.session(database="neo4j") as session:
        plan = session.run("EXPLAIN " + cypher(name), PARAMETERS).consume().plan
    assert plan is not None
    assert operators(plan) & {"AllNodesScan", "NodeByLabelScan", "AllRelationshipsScan"} == set()


def test_the_store_is_as_it_should_be_after_decisions(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    first = decided(store, answer)
    decided(store, answer, idempotency_key="again", revises=first.id)
    assert store.verify() == []

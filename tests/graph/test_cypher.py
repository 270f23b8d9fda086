"""The questions in `graph/cypher`: asked, seeking by indexes, and clear of a trap of the embedded engine."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from neo4j import Driver, GraphDatabase

from graph.engines.base import Engine
from graph.questions import FOLDER, checked, columns, cypher, labels
from ontology.errors import Invalid
from tests.graphs import blank

QUESTIONS = sorted(path.stem for path in FOLDER.glob("*.cypher"))
ROOT = Path(__file__).parents[2]
SLOTS = {"relation": "PLACED", "labels": ":Customer", "fields": ", name: row[18]"}
SCANS = {
    # whole-graph questions: verifying, listing, and small sets of nodes
    "all_awaits", "all_carriers", "all_judgements", "all_relations", "all_seeks", "all_streams", "all_things",
    "broken_versions", "commit_count", "overlapping_relations", "waiting_for", "ontology_in_force", "ontology_text",
    "ontology_first", "quarantined", "access_all", "quarantine_listed", "syncs_page", "claims", "sources", "status",
    "status_as_of",
    "syncs", "things_all", "things_of_source", "lease_check", "trusts", "activate", "awaited_keys", "sought_keys",
    "waiting", "syncs_quoting", "things_labelled", "opening", "access_admins", "access_admins_hold", "stream_names",
    "policies", "registrations_held", "ledger_count", "ledger_decided", "actions_open",
}  # fmt: skip
CROWD = 2_000
"""So many nodes of a label that reading all of them costs more than seeking one."""


def filled(name: str) -> str:
    slots = set(re.findall(r"\{\{(\w+)\}\}", (FOLDER / f"{name}.cypher").read_text()))
    return cypher(name, **{slot: SLOTS[slot] for slot in slots})


def parameters(text: str) -> dict[str, Any]:
    """Parameters of the right kind for a plan: lists of rows where rows are asked for."""
    found: dict[str, Any] = {}
    for name in set(re.findall(r"\$(\w+)", text)):
        if name in ("kept", "entry"):
            found[name] = {}
        elif f"UNWIND ${name} AS row" in text and re.search(r"row\.|= row\b", text):
            found[name] = [{"id": "x", "start": "x", "end": "x"}]
        elif name in ("rows", "nodes", "edges"):
            found[name] = [[f"{place}" for place in range(40)]]
        elif re.search(rf"UNWIND \${name}\b|IN \${name}\b", text):
            found[name] = ["x"]
        else:
            found[name] = (
                1 if name in ("seq", "since", "skip", "limit", "cap", "open", "number", "low", "high", "size") else "x"
            )
    return found


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_tells_what_it_asks_and_is_asked(name: str) -> None:
    text = (FOLDER / f"{name}.cypher").read_text()
    assert text.startswith("// ")
    code = "".join(
        path.read_text() for folder in ("graph", "ingest", "agents", "api") for path in (ROOT / folder).rglob("*.py")
    )
    assert f'"{name}"' in code, f"nobody asks {name}.cypher"


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_match_that_depends_on_an_earlier_one_stands_behind_a_with(name: str) -> None:
    """The embedded engine finds nothing when a MATCH seeks by a property of what a MATCH has just bound."""
    text = (FOLDER / f"{name}.cypher").read_text()
    clauses = re.findall(
        r"^\s*(MATCH|OPTIONAL MATCH|UNWIND|WITH|CALL|RETURN|WHERE|SET|CREATE|MERGE|DELETE)\b(.*)", text, re.M
    )
    bound: set[str] = set()
    for clause, rest in clauses:
        if clause == "WITH":
            bound.clear()
        if clause == "MATCH":
            used = set(re.findall(r"\{[^}]*?:\s*(\w+)\.", rest)) | set(re.findall(r"\{[^}]*?:\s*(\w+)\[", rest))
            assert not used & bound - {"row"}, f"{name}: put a WITH before `MATCH{rest}`"
            bound |= set(re.findall(r"[(\[](\w+)[:)\]]", rest))


@pytest.fixture(scope="module")
def driver(neo4j_engine: Engine, neo4j_address: tuple[str, str, str]) -> Iterator[Driver]:
    """Neo4j with the store's indexes, asked for plans in a graph that is too large to be scanned for nothing."""
    blank(neo4j_engine)
    uri, user, password = neo4j_address
    with GraphDatabase.driver(uri, auth=(user, password), notifications_min_severity="OFF") as found:
        crowd(found)
        found.execute_query("CALL db.awaitIndexes()")
        found.execute_query("CALL db.prepareForReplanning()")
        yield found


def crowd(driver: Driver) -> None:
    """Nodes of every label that has an index, and records that describe things."""
    indexed: dict[str, set[str]] = defaultdict(set)
    for labels_, names in driver.execute_query("SHOW INDEXES YIELD labelsOrTypes, properties RETURN *").records:
        for label in labels_ or []:
            indexed[label] |= set(names or [])
    for label, names in indexed.items():
        fields = ", ".join(f"`{name}`: '{label} ' + i" for name in sorted(names))
        driver.execute_query(f"UNWIND range(1, {CROWD}) AS i CREATE (:`{label}` {{{fields}}})")
    driver.execute_query(
        "UNWIND range(1, $many) AS i MATCH (r:Record {id: 'Record ' + i}) MATCH (t:Thing {id: 'Thing ' + i}) "
        "CREATE (r)-[:DESCRIBES]->(t)", many=CROWD,
    )  # fmt: skip


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_scans_where_an_index_was_meant(driver: Driver, name: str) -> None:
    text = filled(name)
    plan = driver.execute_query(f"EXPLAIN {text}", parameters(text)).summary.plan
    assert plan is not None
    scans = {one for one in operators(plan) if re.search(r"(Node|Relationship)\w*Scan", one)}
    if name in SCANS:
        assert scans, f"{name} scans nothing, and need not be named here"
    else:
        assert not scans, f"{name}: {scans}"


def operators(plan: dict[str, Any]) -> set[str]:
    """The operators of a plan."""
    return {plan["operatorType"], *(one for child in plan.get("children", []) for one in operators(child))}


@pytest.mark.parametrize("name", ["a b", "x) DETACH DELETE n //", "", "1a", "é"])
def test_nothing_but_names_fills_a_slot(name: str) -> None:
    for fill in (checked, lambda text: labels([text]), lambda text: columns([text], "row", 0)):
        with pytest.raises(Invalid, match="not a name for a label"):
            fill(name)

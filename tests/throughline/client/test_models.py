"""The client's own words are the server's, and it needs nothing of the server's to say them."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel

from agents import answer, proposal, recheck
from agents.principals import Caller
from agents.walks import tree
from agents.walks.drift import Drift, Drifted
from agents.walks.impact import Hit, Impact
from throughline.client import models

ROOT = Path(__file__).parents[3]
PAIRS: list[tuple[type[BaseModel], type[BaseModel]]] = [
    *((getattr(models, name), getattr(answer, name)) for name in ("Inputs", "Statement", "Fact", "Conflict", "Gap")),
    *((getattr(models, name), getattr(answer, name)) for name in ("Stale", "HeldBack", "Cut", "Shown")),
    (models.Context, answer.Answer),
    (models.Decided, proposal.Decided),
    (models.Leaf, tree.Leaf),
    (models.Node, tree.Node),
    (models.Explanation, tree.Explanation),
    (models.Drifted, Drifted),
    (models.Drift, Drift),
    (models.Recheck, recheck.Recheck),
    (models.Rests, Hit),
    (models.Impact, Impact),
]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=[ours.__name__ for ours, _ in PAIRS])
def test_a_model_is_the_servers(ours: type[BaseModel], theirs: type[BaseModel]) -> None:
    assert set(ours.model_fields) == set(theirs.model_fields)
    required = {name for name, field in ours.model_fields.items() if field.is_required()}
    assert required <= {name for name, field in theirs.model_fields.items() if field.is_required()}


def test_who_one_is_is_what_the_server_says() -> None:
    assert set(models.Me.model_fields) <= set(Caller.model_fields)


def test_the_client_needs_httpx_and_pydantic_alone() -> None:
    imported = set()
    for path in (ROOT / "throughline").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {one.name.partition(".")[0] for one in node.names}
            if isinstance(node, ast.ImportFrom):
                imported.add(str(node.module).partition(".")[0])
    assert imported - set(sys.stdlib_module_names) == {"httpx", "pydantic", "throughline"}

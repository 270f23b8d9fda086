"""What a context, a drift or a subgraph can hold is written down, and what is written down runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from agents.answer import Answer, GapReason
from agents.walks.drift import Change
from graph.engines.base import Engine
from graph.provenance import KINDS, TYPES
from tests.agents.world import SECRET, built, payment, write

TEXT = (Path(__file__).parents[2] / "docs" / "decisions-and-provenance.md").read_text(encoding="utf-8")
INNER = {"id", "inputs", "digest", "remainder", "subject", "shown"}


def block(language: str) -> str:
    """The only block of code in a language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    return str(found)


@pytest.mark.parametrize(
    "word", [*get_args(GapReason), *get_args(Change), *KINDS, *sorted(set(Answer.model_fields) - INNER)]
)
def test_every_word_is_explained(word: str) -> None:
    assert f"`{word}`" in TEXT


@pytest.mark.parametrize("type_", TYPES)
def test_every_relation_is_in_the_picture(type_: str) -> None:
    assert type_ in block("mermaid")


def test_the_example_and_the_question_run(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    store = built(engine)
    exec(block("python"), {"store": store, "key": SECRET})
    assert "MISSING" not in capsys.readouterr().out
    write(store, payment(status="reversed", version="2026-03-09T00:00:00Z"))
    rows = [list(row.values()) for row in engine.ask(block("cypher"))]
    assert rows == [[1, "refund", "refund-agent", "received", "reversed"]]

"""The demonstration as it is told, on both engines, and the README's words against it."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr
from rich.console import Console

from api.demo.hero import HERO
from api.demo.stage import MARK, clear, settings_at, staged
from api.demo.story import READER, Story
from api.settings import Settings
from graph.engines.base import Engine
from ontology.errors import Refused

ROOT = Path(__file__).parents[3]


@pytest.fixture
def settings(engine: Engine, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """The home of a demonstration, on either engine."""
    own = settings_at(tmp_path / "demo").model_copy(update={"idle_minutes": 0.2})
    if engine.name == "embedded":
        return own
    uri, user, password = request.getfixturevalue("neo4j_address")
    return own.model_copy(update={"graph": uri, "graph_user": user, "graph_password": SecretStr(password)})


def plain(text: str) -> list[str]:
    """Lines without what differs from run to run: dates, ids, seconds."""
    text = re.sub(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(\.\d+)?Z?)?", "DATE", text)
    text = re.sub(r"\b[0-9a-f]{8}\b|[0-9a-f]{16,}", "ID", text)
    text = re.sub(r"\d+ (second|minute|hour|day|week|month|year)s? old", "AGE", text)
    text = re.sub(r"after \d+ s\.", "after N s.", text)
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_the_story_is_true(settings: Settings) -> None:
    with staged(settings) as stage:
        console = Console(width=120, file=io.StringIO(), record=True)
        decision = Story(stage, console).tell()
        told = plain(console.export_text())
        commands, store = stage.wired.commands, stage.wired.store

        snapshot = store.read(READER)
        thing = snapshot.resolve(HERO.names["crm"])
        assert {one.key.source for one in snapshot.things([thing])[thing].members} == {"erp", "crm", "helpdesk"}
        drift = commands.drift(decision, READER)
        assert {(one.then, one.now) for one in drift.drifted} == {("paid", "open"), ("settled", "reversed")}
        hits = commands.impact(f"erp/payments/{HERO.payment}", READER).rests_on
        assert [hit.number for hit in hits] == [1]
        assert store.verify() == []
        assert len(store.quarantined("crm")) == 2

    if settings.embedded:
        readme = (ROOT / "README.md").read_text("utf-8")
        shown = [line for block in re.findall(r"```text\n(.*?)```", readme, re.DOTALL) for line in plain(block)]
        assert len(shown) > 20
        missing = [line for line in shown if line not in told]
        assert missing == []


def test_a_folder_of_somebody_elses_is_not_cleared(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(Refused, match="is not a folder of the demonstration"):
        clear(settings_at(tmp_path))
    assert (tmp_path / "letter.txt").read_text() == "dear"
    (tmp_path / MARK).write_text("")
    clear(settings_at(tmp_path))


def test_the_example_agent_decides_again_when_the_payment_is_reversed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "examples/agent_refund.py", str(tmp_path / "refund")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "decision 1: `refund`, awaiting" in done.stdout
    assert "2 of 2 cited fields changed since decision 1" in done.stdout
    assert "decision 2: `no refund`, awaiting" in done.stdout
    assert "revises urn:tl:decision:" in done.stdout

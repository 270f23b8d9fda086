"""Acting on decisions through the command line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.api.cli.conftest import DECISION, SUBJECT
from tests.api.cli.shell import Shell


@pytest.fixture
def decided(fresh: Shell) -> Shell:
    """The example, synced, with a decision of a person on it."""
    fresh.ok("sync", "--all")
    answer = fresh.json("context", SUBJECT, "--action", "credit_hold", "--at", "2026-03-10")
    fresh.ok("decide", "--context", answer["id"], *DECISION[: DECISION.index("--agent")])
    return fresh


def refused(shell: Shell, *args: str) -> str:
    """What a command tells that does not end well."""
    result = shell.run(*args)
    assert result.exit_code != 0
    return result.stdout + result.stderr


def settled(shell: Shell, text: str) -> None:
    (shell.home / "actions.yaml").write_text(text)


def test_a_decision_is_acted_on_once_and_how_that_stands_is_told(decided: Shell) -> None:
    assert decided.json("decisions")["items"][0]["status"] == "judged"
    assert "was not acted on" in refused(decided, "action", "show", "1")
    settled(decided, "credit_hold: {plugin: record}")
    assert decided.ok("action", "run", "1").strip() == "decision 1: acted, 1 call of `record`: recorded"
    assert decided.json("action", "run", "1")["calls"] == 1
    assert decided.json("action", "show", "1")["status"] == "acted"
    assert decided.json("decisions")["items"][0]["status"] == "acted"
    assert decided.json("action", "list") == {"actions": []}
    assert "nothing was broken off" in decided.ok("action", "resume")
    assert decided.json("verify")["differences"] == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "nothing is said of how to carry out `credit_hold`"),
        ("refund: {plugin: record}", "nothing is said of how to carry out `credit_hold`"),
        ("credit_hodl: {plugin: record}", "no action `credit_hodl`: did you mean `credit_hold`"),
        ("credit_hold: {plugin: recrod}", "no way to act `recrod`: did you mean `record`"),
        ("credit_hold: record", "`credit_hold` is not understood"),
        ("credit_hold: {plugin: http, options: {url: nowhere}}", "the options of `http` do not fit: `url`"),
        ("credit_hold: {plugin: record, options: {x: 1}}", "the options of `record` do not fit: `x`"),
        ("- credit_hold", "is not understood: write the names of actions"),
        ("credit_hold: {", "is not YAML"),
    ],
)
def test_what_is_wrong_in_the_file_is_told_and_nothing_is_done(decided: Shell, text: str, says: str) -> None:
    settled(decided, text)
    assert says in refused(decided, "action", "run", "1")
    assert decided.json("decisions")["items"][0]["status"] == "judged"


def test_what_is_unknown_waits_for_a_person(decided: Shell, tmp_path: Path) -> None:
    slow = f"[{sys.executable}, -c, 'import time; time.sleep(60)']"
    settled(decided, f"credit_hold: {{plugin: command, options: {{command: {slow}, timeout: 0.2}}}}")
    assert "decision 1: unknown" in refused(decided, "action", "run", "1")
    assert "is unknown: look, then say it" in refused(decided, "action", "run", "1")
    assert decided.json("action", "list")["actions"][0]["status"] == "unknown"
    assert "no" in refused(decided, "action", "settle", "1", "perhaps", "--because", "no")
    told = decided.json("action", "settle", "1", "acted", "--because", "the account is on hold", "--reference", "7")
    assert (told["status"], told["effects"][-1]["reference"]) == ("acted", "7")
    assert "the outcome of all that was begun is known" in decided.ok("action", "list")

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages import ROOT, Run, played, runner, settled


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    found = runner(tmp_path)
    yield found
    found("throughline stop")


@pytest.mark.parametrize("page", ["docs/quickstart.md", "docs/contracts.md", "docs/policy.md"])
def test_the_commands_of_a_page_write_what_it_shows(page: str, run: Run) -> None:
    text = (ROOT / page).read_text("utf-8")
    assert settled(played(text, run)) == settled(text), f"`python -m tests.pages {page}` writes what they write now"


def test_a_page_is_settled_by_what_differs_each_time() -> None:
    text = "learnt 2026-11-21T14:10:48Z by sync 548937d55d642fd153cf03498ed3f836 (files)  \nid: eyJk…\ndue 2026-03-05\n"
    assert settled(text) == "learnt DATE by sync ID (files)\nid: TOKEN\ndue 2026-03-05\n"


def test_only_commands_are_run() -> None:
    page = "```console\n$ throughline a\nold\n\n$ throughline b\n```\n```sh\n$ throughline c\n```\n"
    new = "```console\n$ throughline a\n<throughline a>\n\n$ throughline b\n<throughline b>\n```\n"
    assert played(page, lambda line: f"<{line}>\n") == new + "```sh\n$ throughline c\n```\n"

"""Two embedded graphs for the commands: one that is read, built once, and one that every test has for itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.engines.base import Engine
from graph.engines.embedded import open_embedded, stop_embedded
from tests.api.cli.shell import EXAMPLE, Shell, prepared
from tests.graphs import blank

CAFES = ("crm/accounts/A-101", "billing/customers/5002")
SUBJECT = "Harbour Books Ltd."
DECISION = [
    "--question", "Stop deliveries on credit?",
    "--option", "hold=one invoice is late by five days only",
    "--option", "wait", "--choice", "wait",
    "--because", "less than half of the limit is used",
    "--confidence", "0.8",
    "--cite", "4", "--cite", "8",
    "--agent", "credit-agent",
]  # fmt: skip


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """The example, synced, judged and decided on. Tests read it only."""
    shell = prepared(tmp_path_factory.mktemp("shop"))
    shell.add_sources()
    shell.ok("sync", "--all")
    shell.ok("judge", "same", *CAFES, "--because", "one café", "--by", "ann")
    decide(shell)
    yield shell
    stop_embedded(shell.home / "graph")


@pytest.fixture(scope="session")
def own_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Engine]]:
    """A folder with an embedded graph for the tests that write, one after the other."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "home").mkdir()
    engine = open_embedded(folder / "home/graph", idle=60)
    yield folder, engine
    engine.close()
    stop_embedded(folder / "home/graph")


@pytest.fixture
def fresh(own_engine: tuple[Path, Engine]) -> Shell:
    """A home with an empty graph, its two sources added."""
    folder, engine = own_engine
    blank(engine)
    shutil.rmtree(folder / "files", ignore_errors=True)
    shutil.rmtree(folder / "home/sources", ignore_errors=True)
    shutil.copytree(EXAMPLE, folder / "files")
    shell = Shell(folder / "home", folder / "files")
    shell.add_sources()
    return shell


def decide(shell: Shell, *more: str) -> str:
    """Decide about credit for the example's customer, and return the context's id."""
    answer = shell.json("context", SUBJECT, "--action", "credit_hold", "--at", "2026-03-10")
    shell.ok("decide", "--context", answer["id"], *DECISION, *more)
    return str(answer["id"])

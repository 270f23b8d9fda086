"""That every command is there, documented, and gives one JSON document."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import typer.main

from api.cli.exits import CODES, INTERRUPTED, OTHERWISE, PROBLEMS
from api.cli.main import app
from tests.api.cli.shell import Shell

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/cli.md").read_text("utf-8")
HEAVY = {
    "neo4j",
    "rdflib",
    "sqlalchemy",
    "pydantic",
    "pydantic_settings",
    "phonenumbers",
    "yaml",
    "arcadedb_embedded",
    "pyshacl",
    "fastapi",
    "starlette",
    "uvicorn",
    "opentelemetry",
    "lxml",
    "prov",
    "prometheus_client",
}


def commands() -> list[str]:
    """Every command, by the words that call it."""

    def walk(group: Any, path: str) -> Iterator[str]:
        for name, one in group.commands.items():
            yield from walk(one, f"{path} {name}") if hasattr(one, "commands") else [f"{path} {name}".strip()]

    return sorted(walk(typer.main.get_command(app), ""))


ROW = "the row that was refused"
SHOWN: dict[str, tuple[list[str], set[str]]] = {
    "source list": ([], {"sources", "unreadable"}),
    "source check": (["crm"], {"source", "streams"}),
    "map check": (["billing"], {"source", "digest", "streams"}),
    "map preview": (["crm"], {"source", "streams"}),
    "map suggest": (["crm"], {"source", "mapping", "file"}),
    "sync": (["--all", "--dry-run"], {"dry_run", "stopped", "streams"}),
    "status": ([], {"graph", "seq", "at", "ontology", "runs", "sources", "streams"}),
    "contract infer": (["crm"], {"source", "rows", "file", "contract"}),
    "contract check": (["crm"], {"source", "file", "streams"}),
    "quality": ([], {"syncs"}),
    "waiting": ([], {"waiting"}),
    "quarantine list": ([], {"rows"}),
    "quarantine show": (
        [ROW],
        {"id", "source", "stream", "position", "payload", "reason", "kind", "key", "sync", "at", "since", "until"}
        | {"reading"},
    ),
    "judge list": (["crm/accounts/A-101"], {"thing", "seq", "judgements"}),
    "entity": (
        ["crm/accounts/A-101"],
        {"id", "label", "classes", "seq", "at", "members", "facts", "judgements", "relations", "wide"},
    ),
    "entities": (["Customer"], {"items", "next", "seq", "gaps"}),
    "search": (["harbour"], {"items", "next", "seq", "gaps"}),
    "neighbours": (["crm/accounts/A-100"], {"items", "next", "seq", "gaps"}),
    "paths": (
        ["crm/accounts/A-100", "crm/accounts/A-101"],
        {"start", "end", "within", "length", "paths", "more", "gaps", "seq"},
    ),
    "timeline": (["crm/accounts/A-100"], {"thing", "items", "next", "seq", "gaps"}),
    "diff": (
        ["crm/accounts/A-100", "--since", "0"],
        {"since", "until", "at", "before", "after", "classes_gained", "classes_lost", "joined", "left", "facts"}
        | {"related", "unrelated", "gaps"},
    ),
    "record": (
        ["crm/accounts/A-100"],
        {"id", "urn", "source", "stream", "key", "since", "learnt", "until", "gone", "erased", "classes", "fields"}
        | {"references", "version", "valid_from", "valid_to", "thing", "sync", "digest", "payload", "seq"},
    ),
    "versions": (["crm/accounts/A-100"], {"items", "next", "seq", "gaps"}),
    "decisions": ([], {"items", "next", "seq", "gaps"}),
    "context": (
        ["crm/accounts/A-100", "--action", "credit_hold"],
        {"id", "inputs", "digest", "remainder", "subject", "facts", "conflicts", "gaps", "stale", "held_back", "text"}
        | {"ahead", "cut", "shown"},
    ),
    "cypher": (
        ["MATCH (c:Customer) RETURN c.name AS name ORDER BY name"],
        {"columns", "rows", "cut", "seq", "steady", "seconds", "notes"},
    ),
    "decision show": (
        ["1"],
        {"id", "number", "at", "status", "sentence", "question", "choice", "because", "confidence", "action", "payload"}
        | {"subject", "label", "case", "parties", "options", "doubts", "context", "context_seq", "purpose", "digest"}
        | {
            "shown",
            "cites",
            "revises",
            "revised_by",
            "verdict",
            "evidence",
            "drift",
            "timeline",
            "replay",
            "seq",
            "known",
            "made",
        },
    ),
    "decision evidence": (["1"], {"sentence", "decision", "number", "seq", "records"}),
    "decision timeline": (["1"], {"sentence", "decision", "number", "seq", "moments"}),
    "why": (["1"], {"sentence", "decision", "number", "status", "tree"}),
    "trace": (["1"], {"sentence", "decision", "number", "status", "tree"}),
    "drift": (["1"], {"sentence", "decision", "number", "seq", "drifted"}),
    "impact": (["crm/accounts/A-100"], {"sentence", "subject", "rests_on", "saw", "more", "before", "seq"}),
    "replay": (
        ["1"],
        {
            "sentence",
            "decision",
            "number",
            "verdict",
            "attested",
            "difference",
            "erased",
            "altered",
            "outcome",
            "today",
        },
    ),
    "action list": ([], {"actions"}),
    "ontology show": ([], {"version", "digest", "classes", "properties", "relations", "actions"}),
    "ontology check": ([], {"version", "digest", "classes", "properties", "relations", "actions"}),
    "ontology diff": ([], {"from", "to", "changes"}),
    "ontology validate": ([], {"seq", "things", "hubs", "counts", "breaches"}),
    "principal list": ([], {"principals"}),
    "ledger status": (
        [],
        {"size", "root", "key", "signed", "signed_at", "witnessed", "exposed", "witnesses"},
    ),
    "ledger verify": (
        [],
        {"start", "size", "root", "checkpoints", "witnesses", "witnessed", "exposed", "findings", "more"},
    ),
    "ledger witness list": ([], {"witnesses"}),
    "agent list": ([], {"agents"}),
    "policy list": ([], {"policies"}),
    "policy show": (
        [],
        {"digest", "added", "added_by", "in_force", "since", "until", "activated_by", "policies"},
    ),
    "policy schema": ([], {"schema"}),
    "changes": ([], {"since", "head", "changes"}),
    "verify": ([], {"seq", "differences"}),
    "version": ([], {"throughline", "embedded_engine", "driver", "python"}),
}
"""The commands that only read, with what they are asked and the names in their documents."""

WRITING = {
    "source add", "source remove", "source trust", "erase", "decide",
    "judge same", "judge different", "judge unsure", "judge withdraw",
    "ontology activate", "rebuild", "backup", "restore", "stop", "demo",
    "sample enterprise", "sample apply", "sample score",
    "quarantine replay", "quarantine drop", "serve",
    "decision page", "decision export", "prov check",
    "action run", "action show", "action resume", "action settle",
    "ledger checkpoint", "ledger rotate", "ledger witness add", "ledger witness remove",
    "agent register", "agent retire", "agent show",
    "policy check", "policy add", "policy activate", "policy ask", "policy trial",
    "principal add", "principal change", "principal remove", "key create", "key list", "key revoke",
}  # fmt: skip
"""Those that have tests of their own."""


def test_no_command_is_forgotten() -> None:
    assert set(commands()) == set(SHOWN) | WRITING


@pytest.mark.parametrize("command", SHOWN)
def test_a_command_gives_one_document_or_text_for_people(shop: Shell, command: str) -> None:
    args, names = SHOWN[command]
    args = [shop.json("quarantine", "list")["rows"][0]["id"] if one == ROW else one for one in args]
    assert set(shop.json(*command.split(), *args)) == names
    text = shop.ok(*command.split(), *args)
    assert text.strip()
    assert not text.lstrip().startswith("{")
    assert [line for line in text.splitlines() if line != line.rstrip()] == []


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented_and_takes_json(shop: Shell, command: str) -> None:
    assert f"`throughline {command}" in PAGE
    assert ("--json" in shop.ok(*command.split(), "--help")) == (command != "demo")


def test_no_command_is_documented_that_does_not_exist() -> None:
    rows = re.findall(r"^\| `throughline ([a-z ]+?)(?: [^a-z`][^`]*)?` \|", PAGE, re.MULTILINE)
    assert set(rows) == set(commands())


def test_the_exit_codes_are_documented() -> None:
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)}
    assert documented == {0, PROBLEMS, OTHERWISE, INTERRUPTED, *CODES.values()}


def test_the_shell_completes_commands() -> None:
    told = {"COMP_WORDS": "throughline sy", "COMP_CWORD": "1", "_THROUGHLINE_COMPLETE": "complete_bash"}
    program = Path(sys.executable).with_name("throughline")
    done = subprocess.run([program], env={**os.environ, **told}, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["sync"]


def test_without_a_command_there_is_help(shop: Shell) -> None:
    assert shop.ok() == shop.ok("--help")


@pytest.mark.parametrize(("args", "heavy"), [(["--help"], HEAVY), (["sync", "--help"], HEAVY - {"pydantic"})])
def test_help_loads_nothing_heavy(args: list[str], heavy: set[str]) -> None:
    """Typer itself loads pydantic for the help of one command."""
    program = (
        "import sys, json, contextlib, io\n"
        "from api.cli.main import app\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        f"    app({args!r})\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(orjson.loads(done.stdout))
    assert loaded & heavy == set()
    assert {name for name in loaded if name.startswith(("graph.", "ingest.", "agents."))} == set()

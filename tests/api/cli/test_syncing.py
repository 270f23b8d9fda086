from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import orjson
import pytest
from rich.console import Console

from api.cli import progress
from graph.claims import Claim
from graph.clock import now
from graph.engines.base import Engine
from ingest.progress import Progress, Watch
from tests.api.cli.shell import Shell

ROOT = Path(__file__).parents[3]


def counts(document: object, *names: str) -> dict[str, list[object]]:
    """Some counts of each stream."""
    assert isinstance(document, dict)
    return {f"{one['source']}/{one['stream']}": [one[name] for name in names] for one in document["streams"]}


def test_a_sync_brings_in_what_is_new_changed_and_gone(fresh: Shell) -> None:
    assert counts(fresh.json("sync", "--all"), "status", "new", "refused") == {
        "billing/customers": ["done", 2, 0],
        "billing/invoices": ["done", 4, 1],
        "crm/accounts": ["done", 3, 0],
    }
    fresh.edit("billing/customers.csv", "18000.00", "20000.00")
    fresh.edit("billing/invoices.csv", "R-9003,5002,4400.00,SEK,O,2026-02-27,2026-03-29,2026-02-27T16:20:00Z\n", "")
    assert counts(fresh.json("sync", "billing"), "status", "changed", "same", "gone") == {
        "billing/customers": ["done", 1, 1, 0],
        "billing/invoices": ["done", 0, 3, 1],
    }
    assert counts(fresh.json("sync", "billing", "--stream", "customers"), "status") == {
        "billing/customers": ["unchanged"]
    }


def test_a_dry_run_writes_nothing(fresh: Shell) -> None:
    before = fresh.json("status")["seq"]
    assert counts(fresh.json("sync", "--all", "--dry-run"), "new")["crm/accounts"] == [3]
    assert "nothing was written" in fresh.ok("sync", "crm", "--dry-run")
    assert fresh.json("status")["seq"] == before
    assert "never synced" in fresh.ok("status")


def test_a_stream_that_fails_is_told_and_halts_nothing_else(fresh: Shell) -> None:
    (fresh.files / "billing/customers.csv").write_text("Number,Name\n1,x\n")
    result = fresh.run("sync", "--all")
    assert result.exit_code == 1
    assert "has no column" in result.stdout
    states = counts(fresh.json("sync", "--all", code=1), "status")
    assert states["billing/customers"] == ["failed"]
    assert states["billing/invoices"] == ["unchanged"]


def test_a_source_that_cannot_be_opened_fails_alone_among_all(fresh: Shell) -> None:
    (fresh.files / "billing.yaml").unlink()
    assert "no mapping" in fresh.fails(3, "sync", "billing")
    assert counts(fresh.json("sync", "--all", code=1), "status") == {"billing/": ["failed"], "crm/accounts": ["done"]}


def test_a_source_whose_file_cannot_be_read_stops_no_other(fresh: Shell) -> None:
    (fresh.home / "sources/broken.yaml").write_text("a: [")
    assert "broken.yaml` cannot be read" in fresh.fails(2, "sync", "broken")
    result = fresh.run("sync", "--all")
    assert result.exit_code == 1
    assert "broken.yaml` cannot be read" in result.stdout
    assert counts(fresh.json("sync", "--all", code=1), "status") == {
        "broken/": ["failed"],
        "billing/customers": ["unchanged"],
        "billing/invoices": ["unchanged"],
        "crm/accounts": ["unchanged"],
    }
    listed = fresh.run("source", "list")
    assert listed.exit_code == 1
    assert "billing" in listed.stdout
    assert "throughline: broken:" in listed.stderr
    document = fresh.json("source", "list", code=1)
    assert [one["name"] for one in document["sources"]] == ["billing", "crm"]
    assert [one["name"] for one in document["unreadable"]] == ["broken"]


def test_status_and_sources_are_shown_as_they_stood(fresh: Shell) -> None:
    fresh.ok("sync", "billing")
    then, date = fresh.json("status"), now()
    fresh.edit("billing/customers.csv", "18000.00", "20000.00")
    fresh.edit("billing/invoices.csv", "R-9003,5002,4400.00,SEK,O,2026-02-27,2026-03-29,2026-02-27T16:20:00Z\n", "")
    fresh.ok("sync", "--all")
    fresh.ok("source", "trust", "billing", "20")
    shown = fresh.json("status", "--as-of", date)
    assert (shown["seq"], shown["at"], shown["ontology"]) == (then["seq"], then["at"], then["ontology"])
    assert shown["streams"] == then["streams"]
    assert "sequence 0" in fresh.ok("status", "--as-of", "0")
    assert fresh.json("status", "--as-of", "0")["streams"] == []
    known = fresh.json("source", "list", "--as-of", str(then["seq"]))["sources"]
    assert [(one["id"], one["trust"]) for one in known] == [("billing", 60)]
    assert "no source was known" in fresh.ok("source", "list", "--as-of", "0")
    assert "lies in the future" in fresh.fails(2, "status", "--as-of", "2999-01-01")


def test_an_emptied_stream_halts_and_goes_on_when_told_so(fresh: Shell) -> None:
    fresh.ok("sync", "crm")
    path = fresh.files / "crm/accounts.csv"
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    for _ in range(2):
        halted = fresh.run("sync", "crm")
        assert halted.exit_code == 1
        assert "say `throughline sync crm --stream accounts --deletes`" in halted.stdout
    assert counts(fresh.json("sync", "crm", "--stream", "accounts", "--deletes"), "gone") == {"crm/accounts": [3]}


def started(fresh: Shell, *command: str) -> subprocess.Popen[bytes]:
    """A command in a process of its own."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("THROUGHLINE_")}
    env["THROUGHLINE_HOME"] = str(fresh.home)
    line = [sys.executable, "-m", "api.cli.main", *command]
    return subprocess.Popen(line, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def document(process: subprocess.Popen[bytes]) -> dict[str, object]:
    """The next document that a process writes."""
    assert process.stdout is not None
    text = b""
    while line := process.stdout.readline():
        text += line
        if line == b"}\n":
            found: dict[str, object] = orjson.loads(text)
            return found
    raise AssertionError("it wrote no more")


@pytest.mark.parametrize("scheduled", [False, True])
def test_a_runner_syncs_again_and_again_until_it_is_stopped(fresh: Shell, scheduled: bool) -> None:
    if scheduled:
        path = fresh.home / "sources/crm.yaml"
        path.write_text(path.read_text("utf-8").replace("every: null", "every: 1s"), "utf-8")
    with started(fresh, "sync", *(["--scheduled"] if scheduled else ["crm", "--every", "1s"]), "--json") as runner:
        assert counts(document(runner), "status", "new") == {"crm/accounts": ["done", 3]}
        assert counts(document(runner), "status", "new") == {"crm/accounts": ["unchanged", 0]}
        assert "crm: is synced next at " in fresh.ok("status")
        (run,) = fresh.json("status")["runs"]
        assert (run["source"], run["runner"].split("|")[1]) == ("crm", str(runner.pid))
        runner.send_signal(signal.SIGINT)
        _, told = runner.communicate()
    assert runner.returncode == 0, told
    assert b"stopped: the next sync goes on from here" in told
    assert "is synced next" not in fresh.ok("status")


def test_a_runner_that_was_killed_is_told_and_succeeded(fresh: Shell) -> None:
    with started(fresh, "sync", "crm", "--every", "1h", "--json") as runner:
        document(runner)
        runner.kill()
        runner.communicate()
    assert f"by process {runner.pid} on" in fresh.ok("status")
    assert "which is no more" in fresh.ok("status")
    assert counts(fresh.json("sync", "crm"), "status") == {"crm/accounts": ["unchanged"]}


def test_a_source_that_is_being_synced_is_told_with_who_does(fresh: Shell, own_engine: tuple[Path, Engine]) -> None:
    with Claim(own_engine[1], "crm").take():
        assert "`crm` is being synced already, by process" in fresh.fails(4, "sync", "crm")
        states = fresh.json("sync", "--all", code=1)["streams"]
        assert [(one["source"], one["status"]) for one in states if one["source"] == "crm"] == [("crm", "failed")]
        assert "crm: is being synced by process" in fresh.ok("status")


def test_refused_rows_are_kept_with_the_reason(shop: Shell) -> None:
    (row,) = shop.json("quarantine", "list", "billing")["rows"]
    assert row["position"] == "invoices.csv, line 6"
    assert "12x.00" in row["payload"]
    assert "column `Total`" in shop.ok("quarantine", "list")
    assert shop.ok("quarantine", "list", "crm") == "no row was refused\n"


def test_an_interrupted_sync_finishes_its_batch_and_says_how_to_go_on(
    fresh: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"B-{number},Shop {number},,,GB,retail,,2026-01-01T00:00:00Z\n" for number in range(4_000))
    with (fresh.files / "crm/accounts.csv").open("a") as file:
        file.write(rows)

    @contextmanager
    def interrupting() -> Iterator[Watch]:
        yield lambda told: signal.raise_signal(signal.SIGINT) if told.rows == 1500 else None

    monkeypatch.setattr(progress, "watching", interrupting)
    result = fresh.run("sync", "crm")
    assert result.exit_code == 130
    assert "stopped: `throughline sync crm` goes on from here" in result.stderr
    monkeypatch.undo()
    assert fresh.json("status")["streams"][0]["records"] == 1500
    assert counts(fresh.json("sync", "crm"), "new") == {"crm/accounts": [2503]}
    assert fresh.json("verify")["differences"] == []


def test_commands_run_at_once(fresh: Shell) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("THROUGHLINE_")}
    env["THROUGHLINE_HOME"] = str(fresh.home)
    commands = [["sync", "crm"], ["sync", "billing"], ["status"], ["entity", "crm/accounts/A-100"]]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "api.cli.main", *command, "--json"],
            cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for command in commands
    ]  # fmt: skip
    told = [one.communicate() for one in running]
    assert [one.returncode for one in running[:3]] == [0, 0, 0], told
    assert running[3].returncode in (0, 3)
    assert orjson.loads(told[0][0])["streams"][0]["new"] == 3
    status = fresh.json("status")
    assert {one["stream"]: one["records"] for one in status["streams"]} == {
        "customers": 2,
        "invoices": 4,
        "accounts": 3,
    }
    assert len(fresh.json("entity", "crm/accounts/A-100")["members"]) == 2


@pytest.mark.parametrize(
    ("where", "told"),
    [
        (Progress("erp", "orders", "reading", 12_000, 40_000, 4.0), "12,000 of about 40,000 rows, 3,000/s, 9 s left"),
        (Progress("erp", "orders", "reading", 500, None, 1.0), "500 rows, 500/s"),
        (Progress("erp", "orders", "reading", 9, 4_000, 1.0), "9 of about 4,000 rows, 9/s, 7 min 23 s left"),
        (Progress("erp", "orders", "reading", 10, 100_000, 1.0), "10 of about 100,000 rows, 10/s, 2 h 46 min left"),
        (Progress("erp", "orders", "looking for deletes", 500, None, 1.0), "looking for deletes: 500 rows, 500/s"),
        (Progress("erp", "orders", "waiting", 0, None, 1.0), "waiting for the system to answer"),
    ],
)  # fmt: skip
def test_progress_in_words(where: Progress, told: str) -> None:
    assert progress.told(where) == told


def test_progress_is_drawn_on_terminals_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = StringIO()
    terminal = Console(file=drawn, force_terminal=True, width=100)
    monkeypatch.setattr(progress, "console", lambda stderr: terminal)
    with progress.watching() as watch:
        watch(Progress("erp", "orders", "reading", 500, 1000, 1.0))
        watch(Progress("erp", "orders", "reading", 1000, 1000, 2.0))
    assert "erp/orders" in drawn.getvalue()
    assert "1,000 of about 1,000 rows" in drawn.getvalue()
    quiet = StringIO()
    monkeypatch.setattr(progress, "console", lambda stderr: Console(file=quiet, force_terminal=False))
    with progress.watching() as watch:
        watch(Progress("erp", "orders", "reading", 500, 1000, 1.0))
    assert quiet.getvalue() == ""

"""How commands fail: the exit code of each kind of error, in one line or one document."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import orjson
import pytest

from api.cli import exits, keeping
from api.cli.faults import disk
from api.cli.output import cleaned
from ingest.connector import Retry, Skip, Stop
from ontology.errors import Conflict, Invalid, NotFound, Refused, ThroughlineError, Unavailable
from tests.api.cli.shell import Shell


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Invalid("x"), 2),
        (NotFound("x"), 3),
        (Conflict("x"), 4),
        (Refused("x"), 5),
        (Unavailable("x"), 6),
        (Retry("x"), 6),
        (Stop("x"), 6),
        (Skip("x", "", ""), 6),
    ],
)
def test_every_kind_of_error_has_its_code(error: ThroughlineError, code: int) -> None:
    assert exits.code(error) == code


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "the disk is full: `crm.yaml` cannot be written: make room, and do it again"),
        (errno.EROFS, "`crm.yaml` may not be used: let the user who runs this read and write it"),
        (errno.EACCES, "`crm.yaml` may not be used: let the user who runs this read and write it"),
        (errno.EIO, "None"),
    ],
)
def test_what_the_disk_does_not_let_us_do_is_an_error_of_ours(number: int, told: str) -> None:
    assert str(disk(OSError(number, os.strerror(number), "crm.yaml"))) == told


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["entity", "crm/accounts/A-100", "--as-of", "3000"], 2, "sequence `3000` is not in this graph"),
        (["sync"], 2, "say which sources to sync"),
        (["sync", "crm", "--all"], 2, "say which sources to sync"),
        (["sync", "crm", "billing", "--deletes"], 2, "are about one source"),
        (["sync", "--every", "15m"], 2, "say which sources to sync"),
        (["sync", "--all", "--every", "soon"], 2, "not a length of time: `soon`"),
        (["sync", "--all", "--every", "1m", "--scheduled"], 2, "are two schedules"),
        (["sync", "crm", "--scheduled", "--deletes"], 2, "read whole sources"),
        (["sync", "--scheduled"], 2, "no source has a schedule"),
        (["source", "add", "x", "files", "path=x", "--every", "soon"], 2, "not a source"),
        (["sync", "--nonsense"], 2, "no such option `--nonsense`: see `throughline sync --help`"),
        (["sync", "--al"], 2, "no such option `--al`: did you mean `--all`?"),
        (["souce"], 2, "no such command `souce`: did you mean `source`?"),
        (["source", "lst"], 2, "no such command `lst`: did you mean `list`?"),
        (["map", "preview", "crm", "--rows", "0"], 2, "invalid value for `--rows`: input should be greater"),
        (["context", "crm/accounts/A-100"], 2, "missing option `--action`"),
        (["nonsense"], 2, "no such command `nonsense`: see `throughline --help`"),
        (["source"], 2, "missing command"),
        (["source", "add", "x", "files", "path"], 2, "not an option: `path`"),
        (["decide", "--do", "{"], 2, "`--do` is not JSON"),
        (["why", "99"], 3, "no decision `99`"),
        (["sync", "bilin"], 3, "no source `bilin`: did you mean `billing`?"),
        (["map", "check", "nowhere.yaml"], 3, "no mapping `nowhere.yaml`"),
        (["map", "preview", "crm", "acounts"], 3, "no stream `acounts` in the mapping of `crm`"),
        (["ontology", "show", "Custmer"], 3, "did you mean `Customer`?"),
        (["judge", "withdraw", "nothing"], 3, "no open judgement `nothing`"),
        (["decide", "nowhere.json"], 3, "no file `nowhere.json`"),
        (["restore", "nowhere.backup", "new"], 3, "no archive `nowhere.backup`"),
        (["decide", "--context", "@nowhere.json"], 3, "no file `nowhere.json`"),
    ],
)  # fmt: skip
def test_an_error_is_one_line_or_one_document(shop: Shell, args: list[str], code: int, told: str) -> None:
    line = shop.fails(code, *args)
    assert line.startswith("throughline: ")
    assert told in line.splitlines()[0]
    problem = orjson.loads(shop.fails(code, *args, "--json"))
    assert set(problem) - {"mend", "details"} == {"type", "title", "status", "detail"}


def test_mistakes_are_listed_below_the_line(shop: Shell, tmp_path: Path) -> None:
    path = tmp_path / "erp.yaml"
    path.write_text("source: erp\nstreams:\n  orders:\n    classes: [Ordr]\n    key: [Id]\n    fields: {nme: Name}\n")
    lines = shop.fails(2, "map", "check", str(path)).splitlines()
    assert len(lines) == 3
    assert all(line.startswith("  line ") for line in lines[1:])
    assert len(orjson.loads(shop.fails(2, "map", "check", str(path), "--json"))["details"]) == 2


def test_a_setting_that_does_not_exist_ends_every_command(shop: Shell) -> None:
    told = shop.under(THROUGHLINE_HEEP="1g").fails(2, "source", "list")
    assert told.splitlines()[1] == "  `THROUGHLINE_HEEP`: did you mean `THROUGHLINE_HEAP`?"


def test_a_graph_that_does_not_answer(shop: Shell) -> None:
    told = shop.under(THROUGHLINE_GRAPH="bolt://127.0.0.1:1").fails(6, "status")
    assert "does not answer" in told


def test_an_interruption_is_told(shop: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(keeping, "settings", interrupt)
    assert "interrupted" in shop.fails(130, "stop")


def test_a_defect_of_our_own_surfaces_as_it_is(shop: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(keeping, "settings", broken)
    with pytest.raises(RuntimeError, match="a defect"):
        shop.run("stop")


def test_what_a_source_says_cannot_control_the_terminal() -> None:
    assert cleaned("a\x1b[31mb\x07\r\nc\x9bd\u202ee\tf") == "a\\x1b[31mb\\x07\\x0d c\\x9bd\\u202ee f"
    assert cleaned("a\nb\x1b", lines=True) == "a\nb\\x1b"

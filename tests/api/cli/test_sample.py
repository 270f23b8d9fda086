"""A sample enterprise by command: made, brought in, moved on, scored."""

from __future__ import annotations

from pathlib import Path

from tests.api.cli.shell import Shell


def test_a_sample_is_made_brought_in_moved_on_and_scored(tmp_path: Path) -> None:
    home = tmp_path / "sample"
    shell = Shell(home, tmp_path, {"THROUGHLINE_IDLE_MINUTES": "1"})
    text = shell.ok("sample", "enterprise", str(home), "--customers", "20", "--days", "2")
    assert [line.strip() for line in text.splitlines()[2:]] == [
        f"export THROUGHLINE_HOME={home}",
        "throughline sync --all",
        "throughline status",
    ]
    first = shell.json("sync", "--all")
    assert {one["status"] for one in first["streams"]} == {"done"}
    moved = shell.json("sample", "apply", str(home), "2")
    assert moved == {"folder": str(home), "from": 0, "day": 2}
    second = shell.json("sync", "--all")
    assert sum(one["new"] + one["changed"] for one in second["streams"]) > 0
    found = shell.json("sample", "score", str(home))
    assert (found["unknown"], found["pairs"]["precision"] > 0.9) == (0, True)
    assert set(found["troubles"]["shared_mailbox"]) == {"planted", "right"}
    assert "precision" in shell.ok("sample", "score", str(home))
    shell.ok("stop")


def test_what_was_made_is_told_as_a_document(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home", tmp_path)
    made = shell.json("sample", "enterprise", str(tmp_path / "sample"), "--customers", "20", "--days", "0", "--final")
    assert made["folder"] == str(tmp_path / "sample")
    assert made["records"] > 200
    assert made["planted"]["hub"] == 3


def test_what_cannot_be_is_told(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home", tmp_path)
    (tmp_path / "mine").write_text("mine")
    assert "is not empty" in shell.fails(5, "sample", "enterprise", str(tmp_path))
    assert "`3` customers: from 10 to" in shell.fails(
        2, "sample", "enterprise", str(tmp_path / "x"), "--customers", "3"
    )
    assert "no sample in" in shell.fails(3, "sample", "apply", str(tmp_path), "1")
    assert "no sample in" in shell.fails(3, "sample", "score", str(tmp_path))
    shell.run("stop")

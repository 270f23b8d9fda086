"""`throughline prov check` ends as it is documented, and its page shows what it writes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.api.cli.shell import Shell

PAGE = Path(__file__).parents[3] / "docs/prov-check.md"
BLOCK = re.compile(r"(```console\n)(.*?)(```)", re.DOTALL)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    (tmp_path / "report.provn").write_text(page()[1], "utf-8")
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path / "home", tmp_path)


def page() -> tuple[str, str]:
    """The page, and the document that it shows."""
    text = PAGE.read_text("utf-8")
    (document,) = re.findall(r"```provn\n(.*?)```", text, re.DOTALL)
    return text, document


def played(text: str, shell: Shell) -> str:
    """The page with what its commands write now."""

    def block(found: re.Match[str]) -> str:
        commands = [line for line in found[2].splitlines() if line.startswith("$ ")]
        said = [f"{line}\n{shell.run(*shlex.split(line)[2:]).stdout}" for line in commands]
        return found[1] + "\n".join(said) + found[3]

    return BLOCK.sub(block, text)


def test_the_page_shows_what_the_command_writes(shell: Shell) -> None:
    text, _ = page()
    assert played(text, shell) == text


def test_it_ends_with_0_1_or_2(shell: Shell) -> None:
    (shell.files / "good.ttl").write_text(
        "@prefix prov: <http://www.w3.org/ns/prov#> . <urn:e> a prov:Entity .", "utf-8"
    )
    (shell.files / "bad.json").write_text("{", "utf-8")
    assert shell.ok("prov", "check", "good.ttl") == "good.ttl: valid (PROV-O in Turtle, 1 statement)\n"
    assert shell.json("prov", "check", "report.provn", code=1)["valid"] is False
    assert "cannot be read as PROV-JSON" in shell.fails(2, "prov", "check", "bad.json")
    assert "no such file" in shell.fails(2, "prov", "check", "missing.provn")
    assert "no format" in shell.fails(2, "prov", "check", "good.ttl", "--format", "n-triples")


def test_standard_input_is_a_file_too(shell: Shell) -> None:
    text = "document default <http://e/> used(x; a, e, -) used(y; a, e, -) endDocument"
    found = shell.json("prov", "check", "-", code=1, input=text)
    assert [one["title"] for one in found["violations"]] == ["unique-usage"]
    assert shell.json("prov", "check", "-", "--recommendation", input=text)["valid"] is True
    assert shell.json("prov", "check", "-", "--format", "provn", "--recommendation", input=text)["format"] == "provn"


def test_what_we_export_is_valid(shop: Shell, tmp_path: Path) -> None:
    for format_ in ("provn", "provjson", "provxml", "turtle", "jsonld"):
        text = shop.ok("decision", "export", "1", "--format", format_)
        found = shop.json("prov", "check", "-", "--format", format_, "--times", input=text)
        assert found["valid"] is True
        assert found["statements"] > 20

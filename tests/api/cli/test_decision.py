"""`throughline decision …`: what is shown, and what is written into files and elsewhere."""

from __future__ import annotations

import contextlib
from pathlib import Path

import orjson
import rdflib

from agents.exports.formats import FORMATS
from tests.api.cli.shell import Shell


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_a_decision_is_shown_with_its_evidence(shop: Shell) -> None:
    told = lines(shop.ok("decision", "show", "1"))
    assert told[0] == "decision 1: wait"
    assert told[1].startswith("credit-agent, for tess, chose `wait`")
    for line in (
        "agent credit-agent (software)",
        "stands nothing that decision 1 cites has changed",
        "was seen what decision 1 was shown can be shown again, the same to the byte",
        "hold dropped one invoice is late by five days only",
    ):
        assert line in told


def test_evidence_is_what_is_cited_or_all_that_was_shown(shop: Shell) -> None:
    cited = shop.json("decision", "evidence", "1")["records"]
    shown = shop.json("decision", "evidence", "1", "--shown")["records"]
    assert [one["cited"] for one in cited] == [True] * len(cited)
    assert len(shown) > len(cited)
    assert sum(line.startswith("billing/") for line in lines(shop.ok("decision", "evidence", "1"))) == 2


def test_a_timeline_goes_from_the_syncs_to_the_decision(shop: Shell) -> None:
    kinds = [one["kind"] for one in shop.json("decision", "timeline", "1")["moments"]]
    assert set(kinds) == {"sync", "reading", "decision"}
    assert any("brought" in line for line in shop.ok("decision", "timeline", "1").splitlines())


def test_a_page_is_written_whole_and_replaced(shop: Shell, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("before")
    assert shop.ok("decision", "page", "1", "-o", str(file)).startswith(f"{file}: ")
    assert file.read_text("utf-8").startswith("<!doctype html>")
    assert shop.ok("decision", "page", "1", "-o", "-").startswith("<!doctype html>")
    told = shop.json("decision", "page", "1", "-o", str(file))
    assert told == {"file": str(file), "format": "html", "bytes": file.stat().st_size}
    with contextlib.chdir(tmp_path):
        shop.ok("decision", "page", "1")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["decision-1.html", "page.html"]
    assert "cannot be written" in shop.fails(2, "decision", "page", "1", "-o", str(tmp_path / "none" / "page.html"))


def test_provenance_goes_to_standard_output_or_a_file(shop: Shell, tmp_path: Path) -> None:
    assert shop.ok("decision", "export", "1").startswith("document\n")
    file = tmp_path / "decision.ttl"
    told = shop.json("decision", "export", "1", "-f", "turtle", "-o", str(file))
    assert told["format"] == "turtle"
    assert len(rdflib.Graph().parse(file, format="turtle")) > 50
    for name in FORMATS:
        assert shop.ok("decision", "export", "1", "--format", name)
    assert orjson.loads(shop.ok("decision", "export", "1", "--format", "graph")) == shop.json("decision", "export", "1")


def test_what_is_no_file_is_written_to_and_stays_what_it_is(shop: Shell, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    nowhere.symlink_to("/dev/null")
    shop.ok("decision", "page", "1", "-o", str(nowhere))
    assert nowhere.is_char_device()
    full = tmp_path / "full"
    full.symlink_to("/dev/full")
    assert "cannot be written: no space left on device" in shop.fails(2, "decision", "page", "1", "-o", str(full))
    assert [one.name for one in tmp_path.iterdir() if not one.is_symlink()] == []


def test_what_cannot_be_is_refused(shop: Shell) -> None:
    assert "did you mean `turtle`?" in shop.fails(2, "decision", "export", "1", "--format", "turtl")
    assert "no decision `9`" in shop.fails(3, "decision", "page", "9")
    assert "writes nodes and edges" in shop.run("decision", "export", "1", "-f", "turtle", "--json").stderr
    assert "before the decision's context" in shop.fails(2, "decision", "show", "1", "--as-of", "1")

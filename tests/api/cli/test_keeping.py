from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

import orjson
import pytest

from graph.engines.base import Engine
from graph.engines.embedded import stop_embedded
from tests.api.cli.shell import Shell, prepared

WORDS = """@prefix : <urn:tl:ontology:> .
@prefix my: <urn:example:fleet#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:example:fleet> a owl:Ontology ; owl:versionInfo "1" .
my:Vehicle a owl:Class ; rdfs:label "vehicle" ; skos:definition "What carries shipments." .
"""


def with_words(shell: Shell, folder: Path, text: str) -> Shell:
    """The shell with a folder of vocabulary files beside ours."""
    folder.mkdir()
    (folder / "fleet.ttl").write_text(text)
    return shell.under(THROUGHLINE_ONTOLOGY=str(folder))


def test_vocabulary_files_wait_for_their_activation(fresh: Shell, tmp_path: Path) -> None:
    assert fresh.json("ontology", "diff")["changes"] == []
    assert fresh.ok("ontology", "diff") == "the vocabulary files are in force\n"
    shell = with_words(fresh, tmp_path / "words", WORDS)
    told = {(one["kind"], one["name"], one["what"]) for one in shell.json("ontology", "diff")["changes"]}
    assert told == {("class", "Vehicle", "added"), ("ontology", "version", "changed")}
    assert "added class `Vehicle`" in shell.ok("ontology", "diff")
    shell.fails(3, "ontology", "show", "Vehicle")
    assert "differ from the ontology in force" in shell.run("sync", "crm").stderr
    done = shell.json("ontology", "activate", "--by", "ann")
    newest = shell.json("changes")["changes"][-1]
    assert done["changed"] is True
    assert (newest["seq"], newest["kind"], newest["by"]) == (done["seq"], "ontology", "ann")
    assert shell.json("ontology", "show", "Vehicle")["terms"][0]["definition"] == "What carries shipments."
    assert shell.run("sync", "crm").stderr == ""
    assert shell.json("ontology", "activate")["changed"] is False


def test_the_vocabulary_files_of_a_folder_are_checked_without_any_setting(fresh: Shell, tmp_path: Path) -> None:
    with_words(fresh, tmp_path / "words", WORDS)
    assert fresh.json("ontology", "check", str(tmp_path / "words"))["classes"] == 38
    with_words(fresh, tmp_path / "wrong", WORDS.replace("rdfs:label", "rdfs:subClassOf :Prodct ; rdfs:label"))
    assert "did you mean `Product`?" in fresh.fails(2, "ontology", "check", str(tmp_path / "wrong"))


def test_a_record_is_erased_with_the_reason(fresh: Shell) -> None:
    fresh.ok("sync", "crm")
    key = "crm/accounts/A-101"
    told = fresh.ok("erase", key, "--because", "asked to", "--by", "ann")
    assert told.startswith(f"erased {key}, as of sequence ")
    newest = fresh.json("changes")["changes"][-1]
    assert (newest["kind"], newest["by"], newest["because"]) == ("erasure", "ann", "asked to")
    assert fresh.json("verify")["differences"] == []
    assert "no record `crm/accounts/A-0`" in fresh.fails(3, "erase", "crm/accounts/A-0", "--because", "x")


def test_what_may_not_be_used_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() != 0:
        pytest.skip("only the superuser can be somebody else for a while")
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    (folder / "sources").mkdir(mode=0o700)
    (folder / "graph").mkdir(mode=0o700)
    shell = Shell(folder, folder)
    monkeypatch.chdir(folder)
    os.seteuid(65534)
    try:
        told = [shell.run("source", "list"), shell.run("status"), shell.run("source", "list", "--json")]
    finally:
        os.seteuid(0)
        shutil.rmtree(folder)
    assert told[0].stderr == f"throughline: `{folder / 'sources'}` may not be used: {MEND}\n"
    assert [(one.exit_code, one.stdout) for one in (told[0], told[2])] == [(5, ""), (5, "")]
    assert orjson.loads(told[2].stderr)["status"] == 403
    assert told[1].exit_code in (5, 6)
    assert len(told[1].stderr.splitlines()) == 1
    assert str(folder / "graph") in told[1].stderr


MEND = "let the user who runs this read and write it"


def test_vocabulary_files_with_mistakes_do_not_halt_syncs(fresh: Shell, tmp_path: Path) -> None:
    fresh.ok("status")
    shell = with_words(fresh, tmp_path / "words", WORDS.replace("rdfs:label", "rdfs:subClassOf :Prodct ; rdfs:label"))
    assert "did you mean `Product`?" in shell.fails(2, "ontology", "check")
    shell.fails(2, "ontology", "activate")
    result = shell.run("sync", "crm")
    assert result.exit_code == 0
    assert "the vocabulary files cannot be read" in result.stderr


def test_words_are_shown_with_what_they_mean(shop: Shell) -> None:
    assert "raised_by/credit_hold (required, freshness P30D)" in shop.ok("ontology", "show", "refund")
    assert "tax_number" in shop.ok("ontology", "show", "Organization")
    assert [one["kind"] for one in shop.json("ontology", "show", "credit_hold")["terms"]] == ["property", "action"]
    assert "37 classes" in shop.ok("ontology", "check")


def test_changes_are_listed_from_a_sequence_or_a_date(shop: Shell) -> None:
    found = shop.json("changes", "--since", "2", "--limit", "2")
    assert [one["seq"] for one in found["changes"]] == [3, 4]
    assert f"up to {found['head']}: `throughline changes --since 4` goes on" in shop.ok(
        "changes", "--since", "2", "--limit", "2"
    )
    assert shop.json("changes", "--since", "2001-01-01")["changes"][0]["seq"] == 1
    assert "`2199-01-01` lies in the future" in shop.fails(2, "changes", "--since", "2199-01-01")


def test_what_is_wrong_is_reported_and_mended(fresh: Shell, own_engine: tuple[Path, Engine]) -> None:
    fresh.ok("sync", "--all")
    assert fresh.ok("verify").startswith("sound, up to sequence")
    assert fresh.ok("rebuild") == "nothing to mend\n"
    own_engine[1].write(lambda tx: tx.ask("MATCH (c:Customer {name: 'Moreau & Fils'}) SET c.name = 'x'"))
    (wrong,) = fresh.json("verify", code=1)["differences"]
    assert wrong["about"] == "thing"
    assert fresh.run("verify").exit_code == 1
    assert len(fresh.json("rebuild")["mended"]) == 1
    assert fresh.json("verify")["differences"] == []


def test_a_graph_is_backed_up_stopped_and_restored(tmp_path: Path) -> None:
    shell = prepared(tmp_path / "one")
    shell.add_sources()
    shell.ok("sync", "crm")
    archive = str(tmp_path / "graph.backup")
    manifest = shell.json("backup", archive)
    assert re.fullmatch(r"[0-9a-f]{64}", manifest["sha256"])
    assert "is there already" in shell.fails(4, "backup", archive)
    assert "an engine runs on" in shell.fails(4, "restore", archive)
    assert shell.json("stop") == {"stopped": True}
    assert shell.ok("stop") == "no engine runs\n"
    other = Shell(tmp_path / "two", shell.files)
    assert other.ok("restore", archive).startswith(f"restored to {tmp_path / 'two/graph'}: ")
    assert len(other.json("entity", "crm/accounts/A-100")["members"]) == 1
    assert stop_embedded(tmp_path / "two/graph")
    assert shell.json("restore", archive, str(tmp_path / "three"))["sha256"] == manifest["sha256"]
    assert (tmp_path / "three/format.json").exists()

"""The commands of the ledger: it is signed, witnessed and verified, and what was touched ends with 1 and is named."""

from __future__ import annotations

from pathlib import Path

from graph.engines.embedded import open_embedded
from tests.api.cli.shell import Shell


def test_the_ledger_is_signed_witnessed_and_verified(fresh: Shell, tmp_path: Path) -> None:
    fresh.ok("sync", "--all")
    assert "never signed" in fresh.ok("ledger", "status")
    fresh.ok("ledger", "witness", "add", "elsewhere", f"folder:{tmp_path}/elsewhere")
    made = fresh.json("ledger", "checkpoint", "--by", "ann")
    assert [(one["name"], one["size"], one["fault"]) for one in made["witnesses"]] == [("elsewhere", made["size"], "")]
    assert "sound, whole" in fresh.ok("ledger", "verify")
    fresh.ok("ledger", "rotate", "--by", "ann")
    found = fresh.json("ledger", "verify")
    assert (found["findings"], found["exposed"], found["checkpoints"]) == ([], None, 2)
    fresh.ok("principal", "add", "maria", "--kind", "person", "--role", "reader")
    text = fresh.ok("ledger", "verify", "--from-witnessed")
    assert f"exposed: leaves {found['size']}–{found['size']} (1)" in text
    assert "elsewhere" in fresh.ok("ledger", "witness", "list")
    fresh.ok("ledger", "witness", "remove", "elsewhere")


def test_what_was_touched_is_named(fresh: Shell) -> None:
    fresh.ok("principal", "add", "maria", "--kind", "person", "--role", "reader")
    engine = open_embedded(fresh.home / "graph", idle=60)
    engine.write(lambda tx: tx.ask("MATCH (a:Access {name: 'maria'}) SET a.roles = ['admin']"))
    engine.close()
    done = fresh.run("ledger", "verify")
    assert done.exit_code == 1
    assert "the Access `maria/" in done.stdout

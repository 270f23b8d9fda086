from __future__ import annotations

from tests.api.cli.shell import Shell

CONTRACT = """source: crm
streams:
  accounts:
    mode: freeze
    others: allow
    columns: {Segment: {values: [retail]}}
"""


def test_a_drafted_contract_holds_once_it_lies_beside_the_mapping(fresh: Shell) -> None:
    assert "there is no contract" in fresh.ok("contract", "check", "crm")
    path = fresh.files / "crm.contract.yaml"
    assert fresh.json("contract", "infer", "crm", "accounts", "-o", str(path))["rows"] == {"accounts": 3}
    assert "is there already" in fresh.fails(4, "contract", "infer", "crm", "-o", str(path))
    assert "kept" in fresh.ok("contract", "check", "crm")
    fresh.ok("sync", "crm")
    (one,) = fresh.json("quality", "crm")["syncs"]
    assert (one["mode"], one["rows"], one["changes"]) == ("quarantine", 3, [])
    fresh.edit("crm/accounts.csv", "Segment,Manager", "CustomerSegment,Manager")
    fresh.edit("crm.yaml", "segment: Segment", "segment: CustomerSegment")
    told = fresh.run("contract", "check", "crm")
    assert told.exit_code == 1
    assert "column `Segment` renamed: expected `Segment` (text), found probably `CustomerSegment`" in told.stdout
    assert fresh.run("sync", "crm").exit_code == 0
    assert len(fresh.json("quarantine", "list", "crm", "--reason", "not in its contract")["rows"]) == 3
    assert "renamed" in fresh.ok("quality", "crm", "accounts")


def test_a_breach_halts_and_is_taken_when_it_is_said(fresh: Shell) -> None:
    (fresh.files / "crm.contract.yaml").write_text(CONTRACT)
    result = fresh.run("sync", "crm")
    assert result.exit_code == 1
    assert "throughline sync crm --stream accounts --breaches" in result.stdout
    assert "not one of `retail`, `hospitality`" in result.stdout
    assert fresh.json("status")["streams"][0]["records"] == 0
    assert "halted" in fresh.ok("quality")
    assert fresh.json("sync", "crm", "--stream", "accounts", "--breaches")["streams"][0]["new"] == 3
    assert "(accepted)" in fresh.ok("quality", "crm")
    assert "`--breaches` are about one source" in fresh.fails(2, "sync", "--all", "--breaches")


def test_a_contract_with_mistakes_is_told_before_anything_is_read(fresh: Shell) -> None:
    (fresh.files / "crm.contract.yaml").write_text(CONTRACT.replace("accounts", "acounts").replace("freeze", "freez"))
    for command in (["sync", "crm"], ["source", "check", "crm"], ["contract", "check", "crm"]):
        told = fresh.fails(2, *command)
        assert "no stream `acounts` in the mapping: did you mean `accounts`?" in told
        assert "input should be 'evolve', 'quarantine' or 'freeze'" in told


def test_quality_names_what_was_never_synced(fresh: Shell) -> None:
    assert fresh.ok("quality") == "no stream was synced yet: `throughline sync` does it\n"
    assert "`crm` was never synced" in fresh.fails(3, "quality", "crm")

from __future__ import annotations

from pathlib import Path

from tests.api.cli.shell import Shell


def test_sources_are_added_listed_checked_and_removed(fresh: Shell) -> None:
    assert [one["name"] for one in fresh.json("source", "list")["sources"]] == ["billing", "crm"]
    assert "there already" in fresh.fails(
        4, "source", "add", "crm", "files", "path=x", "-m", str(fresh.files / "crm.yaml")
    )
    assert fresh.json("source", "check", "billing") == {
        "source": "billing",
        "streams": [
            {"stream": "customers", "origin": "customers", "rows": 2, "problems": []},
            {"stream": "invoices", "origin": "invoices", "rows": 5, "problems": []},
        ],
    }
    assert fresh.json("source", "remove", "billing") == {"removed": "billing"}
    assert "no source `billing`" in fresh.fails(3, "source", "remove", "billing")
    fresh.ok("source", "remove", "crm")
    assert "no source yet" in fresh.ok("source", "list")


def test_a_path_that_leads_nowhere_yet_is_told(fresh: Shell, tmp_path: Path) -> None:
    fresh.ok("source", "remove", "crm")
    mapping = str(fresh.files / "crm.yaml")
    result = fresh.run("source", "add", "crm", "files", f"path={tmp_path / 'nowhere'}", "-m", mapping)
    assert result.exit_code == 0
    assert f"no file or folder `{tmp_path / 'nowhere'}`: put it there" in result.stderr
    fresh.ok("source", "remove", "crm")
    assert fresh.run("source", "add", "crm", "files", f"path={fresh.files / 'crm'}", "-m", mapping).stderr == ""


def test_trust_changes_in_the_sources_file_and_in_the_graph(fresh: Shell) -> None:
    assert fresh.json("source", "trust", "billing", "90") == {"source": "billing", "trust": 90, "seq": None}
    fresh.ok("sync", "billing")
    assert "billing is trusted 20, as of sequence" in fresh.ok("source", "trust", "billing", "20", "--by", "ann")
    newest = fresh.json("changes")["changes"][-1]
    assert (newest["kind"], newest["by"]) == ("source", "ann")
    head = fresh.json("status")["seq"]
    fresh.ok("sync", "billing")
    assert fresh.json("status")["seq"] == head
    assert {one["name"]: one["trust"] for one in fresh.json("source", "list")["sources"]}["billing"] == 20
    assert "no source `bilin`: did you mean `billing`?" in fresh.fails(3, "source", "trust", "bilin", "1")
    assert "trust `101` is out of range" in fresh.fails(2, "source", "trust", "billing", "101")


def test_a_source_that_does_not_fit_its_mapping_is_told(fresh: Shell) -> None:
    fresh.edit("crm/accounts.csv", "AccountName", "Nme")
    result = fresh.run("source", "check", "crm")
    assert result.exit_code == 1
    assert "`accounts` has no column `AccountName`" in result.stdout
    (stream,) = fresh.json("source", "check", "crm", code=1)["streams"]
    assert len(stream["problems"]) == 1


def test_a_mapping_is_by_default_the_file_of_the_sources_name(fresh: Shell, tmp_path: Path) -> None:
    fresh.ok("source", "remove", "crm")
    (tmp_path / "crm.yaml").write_text((fresh.files / "crm.yaml").read_text())
    added = fresh.json("source", "add", "crm", "files", f"path={fresh.files / 'crm'}")
    assert added["mapping"] == str(tmp_path / "crm.yaml")


def test_a_preview_shows_what_becomes_of_rows(shop: Shell) -> None:
    text = shop.ok("map", "preview", "billing", "invoices")
    assert "invoices.csv, line 2: billing/invoices/R-9001" in text
    assert "amount: 1240.50 GBP" in text
    assert "billed_to → billing/customers/5001" in text
    assert "invoices.csv, line 6: refused" in text
    rows = shop.json("map", "preview", "billing", "invoices", "--rows", "1")["streams"]["invoices"]
    assert rows[0]["observations"][0]["fields"] == {
        "invoice_number": "R-9001", "amount": 124050, "amount_currency": "GBP", "status": "paid",
        "issued_at": "2026-01-12", "due_at": "2026-02-11",
    }  # fmt: skip
    assert (
        shop.json("map", "preview", "crm")["streams"]["accounts"][0]["observations"][0]["identifies"][0]["property"]
        == "email"
    )


def test_a_mapping_is_checked_by_file_or_by_source(shop: Shell) -> None:
    by_file = shop.json("map", "check", str(shop.files / "billing.yaml"))
    assert by_file == shop.json("map", "check", "billing")
    assert [one["stream"] for one in by_file["streams"]] == ["customers", "invoices"]


def test_a_mapping_is_drafted_for_what_was_not_added_yet(shop: Shell, tmp_path: Path) -> None:
    (tmp_path / "clients.csv").write_text("id,email\n1,a@x.example\n2,b@x.example\n")
    file = tmp_path / "new.yaml"
    how = ("map", "suggest", "new", "--connector", "files", "--option", f"path={tmp_path}")
    assert "drafted" in shop.ok(*how, "-o", str(file))
    assert shop.json("map", "check", str(file))["streams"] == [
        {"stream": "clients", "from": "clients", "classes": ["Customer", "Organization"], "fields": 1}
    ]
    assert "cannot be written" in shop.fails(2, *how, "-o", str(tmp_path / "nowhere" / "new.yaml"))
    before = file.read_text()
    assert "there already" in shop.fails(4, *how, "-o", str(file))
    assert file.read_text() == before

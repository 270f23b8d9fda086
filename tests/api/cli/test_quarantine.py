from __future__ import annotations

from tests.api.cli.shell import Shell


def test_rows_are_replayed_once_the_mapping_takes_them(fresh: Shell) -> None:
    fresh.ok("sync", "--all")
    (row,) = fresh.json("quarantine", "list")["rows"]
    assert fresh.json("quarantine", "replay", "--source", "billing", code=1)["counts"] == {"refused": 1}
    assert "not a decimal number" in fresh.run("quarantine", "replay", row["id"][:8]).stdout
    fresh.edit("billing.yaml", "amount: {column: Total,", "amount: {column: Total, invalid: drop,")
    told = fresh.json("quarantine", "replay", row["id"][:8], "--by", "ann")
    assert (told["counts"], told["rows"][0]["fate"]) == ({"written": 1}, "written")
    assert fresh.json("changes")["changes"][-1]["by"] == "ann"
    assert fresh.ok("quarantine", "list") == "no row was refused\n"
    assert "replayed, " in fresh.ok("quarantine", "list", "--all")
    assert "by ann" in fresh.ok("quarantine", "show", row["id"])
    assert "left" in fresh.ok("quarantine", "replay", row["id"])
    assert fresh.ok("quarantine", "replay", "--source", "billing") == "no row was held back\n"
    assert fresh.json("verify")["differences"] == []


def test_rows_are_dropped_with_a_trace(fresh: Shell) -> None:
    fresh.ok("sync", "--all")
    (row,) = fresh.json("quarantine", "list")["rows"]
    assert fresh.ok("quarantine", "drop", row["id"][:8], "--by", "bob", "--because", "a test entry") == "dropped 1\n"
    assert "because" in fresh.fails(2, "quarantine", "drop", row["id"])
    assert "not dropped without a reason" in fresh.fails(2, "quarantine", "drop", row["id"], "--because", " ")
    again = fresh.ok("quarantine", "drop", row["id"], "--because", "again")
    assert again == "dropped 0; the others had left before\n"
    assert fresh.json("status")["streams"][1]["quarantined"] == 0
    shown = fresh.ok("quarantine", "show", row["id"])
    assert "by bob" in shown
    assert "a test entry" in shown
    assert row["payload"] in shown


def test_a_source_that_is_not_there_is_told_with_the_nearest(fresh: Shell) -> None:
    assert "no source `bilings`: did you mean `billing`?" in fresh.fails(3, "quarantine", "list", "bilings")
    assert "no source `nosuch`: there are billing, crm" in fresh.fails(3, "quarantine", "list", "nosuch")
    fresh.ok("sync", "billing")
    told = fresh.fails(3, "quarantine", "list", "billing", "invoice")
    assert "no stream `invoice` of `billing`: did you mean `invoices`?" in told
    assert "no source `nosuch`" in fresh.fails(3, "quality", "nosuch")
    assert "no source `nosuch`" in fresh.fails(3, "waiting", "nosuch")
    assert "no source `nosuch`" in fresh.fails(3, "quarantine", "replay", "--source", "nosuch")


def test_rows_that_were_dropped_are_not_refused_again(fresh: Shell) -> None:
    fresh.ok("sync", "billing")
    (row,) = fresh.json("quarantine", "list", "billing")["rows"]
    fresh.ok("quarantine", "drop", row["id"], "--because", "a test row")
    fresh.edit("billing/invoices.csv", "R-9001", "R-9009")
    streams = fresh.json("sync", "billing")["streams"]
    assert {one["stream"]: one["refused"] for one in streams} == {"customers": 0, "invoices": 0}


def test_rows_are_chosen_by_their_reason_and_named_by_ids_that_are_there(fresh: Shell) -> None:
    fresh.ok("sync", "--all")
    assert len(fresh.json("quarantine", "list", "--reason", "DECIMAL")["rows"]) == 1
    assert fresh.json("quarantine", "list", "--reason", "phone")["rows"] == []
    assert fresh.json("quarantine", "replay", "--source", "billing", "--reason", "phone")["counts"] == {}
    assert "say which rows to replay" in fresh.fails(2, "quarantine", "replay")
    assert "say which rows to replay" in fresh.fails(2, "quarantine", "replay", "abc", "--source", "billing")
    for command in (("show",), ("replay",), ("drop", "--because", "a test row")):
        assert "no row `nothing` in quarantine" in fresh.fails(3, "quarantine", *command, "nothing")
    fresh.ok("source", "remove", "billing")
    assert "no source `billing`" in fresh.fails(3, "quarantine", "replay", "--source", "billing")


def test_rows_are_listed_as_they_stood(fresh: Shell) -> None:
    fresh.ok("sync", "--all")
    before = fresh.json("quarantine", "list")["rows"]
    then = str(fresh.json("status")["seq"])
    fresh.ok("quarantine", "drop", before[0]["id"], "--because", "a test row")
    assert fresh.json("quarantine", "list")["rows"] == []
    (row,) = fresh.json("quarantine", "list", "--as-of", then)["rows"]
    assert (row["id"], row["payload"]) == (before[0]["id"], before[0]["payload"])
    assert (row["until"], row["outcome"], row["by"], row["because"]) == (None, None, None, None)
    assert "held back" in fresh.ok("quarantine", "list", "--all", "--as-of", then)
    assert fresh.json("quarantine", "list", "--as-of", "0")["rows"] == []
    assert "is not in this graph" in fresh.fails(2, "quarantine", "list", "--as-of", "999")

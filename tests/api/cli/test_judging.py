from __future__ import annotations

from tests.api.cli.conftest import CAFES
from tests.api.cli.shell import Shell


def test_records_become_one_thing_and_two_again(fresh: Shell) -> None:
    fresh.ok("sync", "--all")
    made = fresh.json("judge", "same", *CAFES, "--because", "one café", "--by", "ann")
    assert len(set(made["things"])) == 1
    assert (made["judgement"]["by"], made["judgement"]["because"]) == ("ann", "one café")
    assert len(fresh.json("entity", CAFES[0])["members"]) == 2
    assert "ann: one café" in fresh.ok("entity", CAFES[0])
    (listed,) = fresh.json("judge", "list", CAFES[1])["judgements"]
    assert listed["id"] == made["judgement"]["id"]
    assert fresh.json("judge", "withdraw", listed["id"])["withdrawn"] == listed["id"]
    assert len(fresh.json("entity", CAFES[0])["members"]) == 1
    assert fresh.ok("judge", "list", CAFES[0]).startswith("no judgement on")


def test_what_shares_a_value_may_be_judged_different(fresh: Shell) -> None:
    fresh.ok("sync", "--all")
    books = ("crm/accounts/A-100", "billing/customers/5001")
    (rule,) = fresh.json("judge", "list", books[0])["judgements"]
    assert (rule["because"], rule["shared"]) == ("email", ["orders@harbourbooks.example"])
    text = fresh.ok("judge", "different", *books, "--because", "two shops with one mailbox")
    assert "they are two things" in text
    assert "by tess" in text
    assert fresh.json("changes")["changes"][-1]["by"] == "tess"


def test_somebody_may_be_unsure(fresh: Shell) -> None:
    fresh.ok("sync", "--all")
    made = fresh.json("judge", "unsure", *CAFES, "--because", "another street")
    assert len(set(made["things"])) == 2


def test_what_cannot_be_one_is_refused(shop: Shell) -> None:
    told = shop.fails(2, "judge", "same", CAFES[0], "billing/invoices/R-9001", "--because", "x")
    assert "cannot be the same: Invoice is disjoint with Customer and Organization" in told
    told = shop.fails(3, "judge", "same", "crm/accounts/A-999", CAFES[0], "--because", "x")
    assert "no record `crm/accounts/A-999`" in told

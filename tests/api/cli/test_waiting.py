"""What is waited for is told, with the reason."""

from __future__ import annotations

from tests.api.cli.shell import Shell


def test_references_in_vain_are_told_with_the_reason(fresh: Shell) -> None:
    assert fresh.ok("waiting") == "nothing is waited for\n"
    by_value = "billed_to: {class: Organization, by: {tax_number: Customer}}"
    fresh.edit("billing.yaml", "billed_to: {stream: customers, key: [Customer]}", by_value)
    fresh.ok("sync", "billing")
    found = fresh.json("waiting", "billing", "invoices")["waiting"]
    assert {(one["field"], one["why"]) for one in found} == {("billed_to", "nobody")}
    assert sum(one["records"] for one in found) == fresh.json("status")["streams"][1]["awaiting"]
    told = fresh.ok("waiting", "billing", "--limit", "1").splitlines()
    assert "the Organization with tax_number" in told[1]
    assert "no record carries it" in told[1]
    assert told[-1] == "… the first 1: `--limit` shows more"
    assert fresh.json("waiting", "crm")["waiting"] == []

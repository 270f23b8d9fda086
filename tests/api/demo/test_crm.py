"""The CRM knows the ERP's customers under other ids and spellings, with gaps, and some that the ERP does not."""

from __future__ import annotations

from collections import Counter

from ontology.loading import load
from tests.api.demo.reading import Systems


def domain(website: str) -> str:
    return website.removeprefix("https://www.").rstrip("/")


def test_every_contact_is_at_an_account(systems: Systems) -> None:
    accounts = {row["AccountId"] for row in systems["crm"]["accounts"]}
    assert {row["AccountId"] for row in systems["crm"]["contacts"]} == accounts


def test_names_are_spelt_another_way_and_numbers_are_written_another_way(systems: Systems) -> None:
    names = {row["CompanyName"] for row in systems["erp"]["Customers"]}
    numbers = {row["TaxNumber"] for row in systems["erp"]["Customers"]}
    accounts = systems["crm"]["accounts"]
    assert sum(row["AccountName"] not in names for row in accounts) > len(accounts) / 2
    assert sum(bool(row["VATNumber"]) and row["VATNumber"] not in numbers for row in accounts) > len(accounts) / 3


def test_there_are_gaps_and_each_leaves_something_else_to_know_it_by(systems: Systems) -> None:
    accounts = systems["crm"]["accounts"]
    for name in ("VATNumber", "Website", "Phone", "Street"):
        assert 0 < sum(not row[name] for row in accounts) < len(accounts) / 3
    assert sum(not (row["VATNumber"] or row["Website"] or row["Phone"]) for row in accounts) <= 1


def test_some_of_the_erps_customers_are_missing_and_some_accounts_are_new(systems: Systems) -> None:
    known = {row["Email"].rpartition("@")[2] for row in systems["erp"]["Customers"]}
    here = {domain(row["Website"]) for row in systems["crm"]["accounts"] if row["Website"]}
    prospects = [row for row in systems["crm"]["accounts"] if row["AccountId"].startswith("ACC-2")]
    assert len(prospects) == 6
    assert len(systems["crm"]["accounts"]) - len(prospects) < len(known)
    assert {domain(row["Website"]) for row in prospects if row["Website"]} == here - known


def test_more_people_share_a_mailbox_than_the_guard_allows(systems: Systems) -> None:
    addresses = Counter(row["Email"] for row in systems["crm"]["contacts"] if row["Email"])
    assert [address for address, count in addresses.items() if count > 1] == ["info@savealot.example"]
    assert addresses["info@savealot.example"] > load().property("email").guard


def test_two_contacts_hold_what_cannot_be_read(systems: Systems) -> None:
    contacts = systems["crm"]["contacts"]
    assert sum(bool(row["Email"]) and "@" not in row["Email"] for row in contacts) == 1
    assert sum(bool(row["Phone"]) and not any(sign.isdigit() for sign in row["Phone"]) for row in contacts) == 1

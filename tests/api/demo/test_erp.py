"""Northwind with what it lacked: referential sanity, money that adds up, dates that follow each other."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import phonenumbers

from api.demo.build import CURSORS, DemoFiles
from api.demo.calendar import Calendar
from tests.api.demo.reading import Systems


def test_northwind_is_whole(systems: Systems) -> None:
    counts = {name: len(rows) for name, rows in systems["erp"].items()}
    northwind = {"Customers": 91, "Suppliers": 29, "Employees": 9, "Categories": 8, "Products": 77}
    assert counts.items() >= (northwind | {"Orders": 830, "Order Details": 2155}).items()
    assert (
        counts["Shipments"]
        == counts["Invoices"]
        == sum(row["ShippedDate"] is not None for row in systems["erp"]["Orders"])
    )


def test_references_lead_somewhere(erp: sqlite3.Connection) -> None:
    assert erp.execute("PRAGMA foreign_key_check").fetchall() == []


def test_an_invoice_asks_for_the_lines_less_discount_and_the_freight(systems: Systems) -> None:
    rows = systems["erp"]
    asked: dict[int, Decimal] = {row["OrderID"]: Decimal(str(row["Freight"])) for row in rows["Orders"]}
    for line in rows["Order Details"]:
        price, discount = Decimal(str(line["UnitPrice"])), Decimal(str(line["Discount"]))
        asked[line["OrderID"]] += price * line["Quantity"] * (1 - discount)
    for invoice in rows["Invoices"]:
        assert Decimal(str(invoice["Amount"])) == asked[invoice["OrderID"]].quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_what_was_settled_decides_the_state_of_an_invoice(systems: Systems, files: DemoFiles) -> None:
    settled: Counter[int] = Counter()
    for row in systems["erp"]["Payments"]:
        settled[row["InvoiceID"]] += round(row["Amount"] * 100) if row["Status"] == "S" else 0
    close = str(Calendar(files.today).close)
    states = set()
    for row in systems["erp"]["Invoices"]:
        amount = round(row["Amount"] * 100)
        paid = settled[row["InvoiceID"]]
        expected = "P" if paid == amount else "T" if paid else "L" if row["DueOn"] < close else "O"
        assert (paid <= amount, row["Status"]) == (True, expected)
        states.add(row["Status"])
    assert states >= {"P", "L", "O"}
    assert {row["Status"] for row in systems["erp"]["Payments"]} == {"S", "P", "R"}


def test_things_happen_in_their_order(systems: Systems) -> None:
    rows = systems["erp"]
    orders = {row["OrderID"]: row for row in rows["Orders"]}
    invoices = {row["InvoiceID"]: row for row in rows["Invoices"]}
    for row in rows["Shipments"]:
        assert orders[row["OrderID"]]["OrderDate"][:10] <= row["ShippedOn"] <= (row["DeliveredOn"] or "9")
        assert (row["DeliveredOn"] is not None) == (row["Status"] == "D")
    for row in rows["Payments"]:
        assert invoices[row["InvoiceID"]]["IssuedOn"] < row["PaidOn"]
        assert invoices[row["InvoiceID"]]["CustomerID"] == row["CustomerID"]


def test_weekdays_stay_what_they_were(systems: Systems) -> None:
    last = max(row["OrderDate"] for row in systems["erp"]["Orders"])
    assert date.fromisoformat(last[:10]).isoweekday() == date(1998, 5, 6).isoweekday() == 3


def test_telephone_numbers_are_valid_in_their_country_and_nobody_elses(systems: Systems) -> None:
    found = [
        (row.get("Phone") or row["HomePhone"], row["CountryCode"])
        for name in ("Customers", "Suppliers", "Employees")
        for row in systems["erp"][name]
    ]
    numbers = [phonenumbers.parse(written, country) for written, country in found]
    assert [one for one in numbers if not phonenumbers.is_valid_number(one)] == []
    assert len({phonenumbers.format_number(one, phonenumbers.PhoneNumberFormat.E164) for one in numbers}) == len(found)


def test_addresses_and_tax_numbers_are_nobody_elses_and_reach_nobody(systems: Systems) -> None:
    parties = [*systems["erp"]["Customers"], *systems["erp"]["Suppliers"]]
    addresses = [row[name] for row in parties for name in ("Email", "ContactEmail") if row.get(name)]
    addresses += [row["Email"] for row in systems["erp"]["Employees"]]
    assert len(set(addresses)) == len(addresses)
    assert all(one.endswith(".example") for one in addresses)
    assert len({row["TaxNumber"] for row in parties}) == len(parties)


def test_every_synced_table_tells_when_a_row_changed(systems: Systems) -> None:
    for name, column in CURSORS.items():
        assert all(row[column].endswith("Z") for row in systems["erp"][name])


def test_some_customers_are_on_hold_and_all_have_a_limit(systems: Systems) -> None:
    customers = systems["erp"]["Customers"]
    assert 0 < sum(row["CreditHold"] for row in customers) < len(customers) / 2
    assert all(row["CreditLimit"] >= 5000 for row in customers)

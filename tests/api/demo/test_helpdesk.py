"""The help desk's tickets are the real ones' in kind and course, and fit the orders they concern."""

from __future__ import annotations

import csv

from api.demo.erp import DATA
from api.demo.helpdesk import MISTYPED
from tests.api.demo.reading import Systems


def test_tickets_keep_what_the_real_ones_were(systems: Systems) -> None:
    with (DATA / "tickets.csv").open(encoding="utf-8") as file:
        real = {int(row["Ticket ID"]): row for row in csv.DictReader(file)}
    tickets = systems["helpdesk"]["tickets"]
    assert {row["id"] for row in tickets} == real.keys()
    for row in tickets:
        was = real[row["id"]]
        assert row["kind"] == was["Ticket Type"]
        assert row["priority"] == was["Ticket Priority"]
        assert row["channel"] == was["Ticket Channel"]
        assert row["status"] == was["Ticket Status"]
        assert (row["closed_at"] is not None) == (row["status"] == "Closed") == (row["satisfaction"] is not None)


def test_references_lead_somewhere_but_for_two_mistyped_order_numbers(systems: Systems) -> None:
    desk, erp = systems["helpdesk"], systems["erp"]
    organizations = {row["id"] for row in desk["organizations"]}
    requesters = {row["id"] for row in desk["requesters"]}
    tickets = {row["id"] for row in desk["tickets"]}
    orders = {str(row["OrderID"]) for row in erp["Orders"]}
    products = {row["ProductID"] for row in erp["Products"]}
    assert {row["organization_id"] for row in desk["requesters"]} - {None} == organizations
    assert {row["organization_id"] for row in desk["tickets"]} - {None} == organizations
    assert {row["requester_id"] for row in desk["tickets"]} == requesters
    assert {row["ticket_id"] for row in desk["interactions"]} == tickets
    assert {row["author_id"] for row in desk["interactions"]} - {None} == requesters
    assert {row["product_id"] for row in desk["tickets"]} - {None} <= products
    named = {row["id"] for row in desk["tickets"] if row["order_number"] and row["order_number"] not in orders}
    assert named == set(MISTYPED)


def test_a_ticket_is_raised_by_the_one_who_placed_the_order(systems: Systems) -> None:
    desk, erp = systems["helpdesk"], systems["erp"]
    customers = {str(row["OrderID"]): row["CustomerID"] for row in erp["Orders"]}
    raised: dict[int, set[str]] = {}
    for row in desk["tickets"]:
        if row["order_number"] in customers:
            raised.setdefault(row["organization_id"], set()).add(customers[row["order_number"]])
    assert all(len(some) == 1 for some in raised.values())


def test_a_ticket_comes_after_its_order_and_not_long_after_its_delivery(systems: Systems) -> None:
    desk, erp = systems["helpdesk"], systems["erp"]
    ordered = {str(row["OrderID"]): row["OrderDate"][:10] for row in erp["Orders"]}
    delivered = {str(row["OrderID"]): row["DeliveredOn"] or "9" for row in erp["Shipments"]}
    for row in desk["tickets"]:
        if row["order_number"] not in ordered:
            continue
        assert ordered[row["order_number"]] < row["opened_at"][:10]
        if row["kind"] != "Cancellation request":
            assert delivered[row["order_number"]] < row["opened_at"][:10]


def test_what_was_said_is_in_order_and_complete(systems: Systems) -> None:
    desk = systems["helpdesk"]
    said: dict[int, list[dict[str, str]]] = {}
    for row in desk["interactions"]:
        said.setdefault(row["ticket_id"], []).append(row)
        assert "{" not in row["body"]
        assert row["direction"] in {"in", "out", "note"}
        assert (row["author_id"] is not None) == (row["direction"] == "in")
    for row in desk["tickets"]:
        stamps = [one["sent_at"] for one in said[row["id"]]]
        assert stamps == sorted(stamps)
        assert stamps[0] == row["opened_at"]
        assert stamps[-1] == row["updated_at"] == (row["closed_at"] or row["updated_at"])
        assert "{" not in row["subject"]


def test_strangers_have_neither_organization_nor_order(systems: Systems) -> None:
    strangers = [row for row in systems["helpdesk"]["tickets"] if row["organization_id"] is None]
    assert 2 <= len(strangers) <= 12
    assert all(row["order_number"] is None and row["product_id"] is None for row in strangers)

"""The story: one customer under three names, a case about an order that was paid, a payment that will be reversed."""

from __future__ import annotations

from api.demo.hero import HERO
from tests.api.demo.reading import Systems, only


def test_the_customer_has_three_names(systems: Systems) -> None:
    customer = only(systems["erp"]["Customers"], lambda row: row["CustomerID"] == HERO.customer)
    account = only(systems["crm"]["accounts"], lambda row: row["AccountId"] == HERO.account)
    organization = only(systems["helpdesk"]["organizations"], lambda row: row["id"] == HERO.organization)
    names = {"erp": customer["CompanyName"], "crm": account["AccountName"], "helpdesk": organization["name"]}
    assert names == HERO.names
    assert len(set(names.values())) == 3


def test_the_three_are_one_by_a_tax_number_and_a_domain(systems: Systems) -> None:
    customer = only(systems["erp"]["Customers"], lambda row: row["CustomerID"] == HERO.customer)
    account = only(systems["crm"]["accounts"], lambda row: row["AccountId"] == HERO.account)
    organization = only(systems["helpdesk"]["organizations"], lambda row: row["id"] == HERO.organization)
    assert account["VATNumber"] != customer["TaxNumber"]
    assert account["VATNumber"].replace(" ", "") == customer["TaxNumber"]
    assert [f"https://www.{name}/" for name in organization["domains"]] == [account["Website"]]


def test_the_contact_is_one_person_in_three_systems(systems: Systems) -> None:
    customer = only(systems["erp"]["Customers"], lambda row: row["CustomerID"] == HERO.customer)
    requester = only(systems["helpdesk"]["requesters"], lambda row: row["id"] == HERO.requester)
    contacts = [row for row in systems["crm"]["contacts"] if row["AccountId"] == HERO.account]
    assert customer["ContactName"] == HERO.contact != requester["name"]
    assert customer["ContactEmail"] == requester["email"]
    assert customer["ContactEmail"] in {row["Email"] for row in contacts}


def test_the_case_is_about_an_order_that_was_delivered_invoiced_and_paid(systems: Systems) -> None:
    erp = systems["erp"]
    ticket = only(systems["helpdesk"]["tickets"], lambda row: row["id"] == HERO.ticket)
    order = only(erp["Orders"], lambda row: row["OrderID"] == HERO.order)
    shipment = only(erp["Shipments"], lambda row: row["OrderID"] == HERO.order)
    invoice = only(erp["Invoices"], lambda row: row["OrderID"] == HERO.order)
    payment = only(erp["Payments"], lambda row: row["InvoiceID"] == HERO.invoice)
    assert (ticket["order_number"], ticket["organization_id"]) == (str(HERO.order), HERO.organization)
    assert (ticket["kind"], ticket["status"], ticket["product_id"]) == ("Refund request", "Open", HERO.product)
    assert (order["CustomerID"], order["Status"]) == (HERO.customer, "D")
    assert (shipment["ShipmentID"], invoice["InvoiceID"], payment["PaymentID"]) == (
        HERO.shipment,
        HERO.invoice,
        HERO.payment,
    )
    assert (invoice["Status"], payment["Status"], payment["Method"]) == ("P", "S", "direct_debit")
    assert payment["Amount"] == invoice["Amount"]
    assert shipment["DeliveredOn"] <= payment["PaidOn"] <= ticket["opened_at"][:10]


def test_the_money_asked_back_is_what_the_goods_cost(systems: Systems) -> None:
    line = only(
        systems["erp"]["Order Details"],
        lambda row: (row["OrderID"], row["ProductID"]) == (HERO.order, HERO.product),
    )
    first = only(systems["helpdesk"]["interactions"], lambda row: row["id"] == HERO.ticket * 10 + 1)
    assert f"{line['Quantity'] * line['UnitPrice']:,.2f}" in first["body"]
    assert line["Discount"] == 0


def test_the_customer_is_not_on_hold_and_has_asked_before(systems: Systems) -> None:
    customer = only(systems["erp"]["Customers"], lambda row: row["CustomerID"] == HERO.customer)
    earlier = only(systems["helpdesk"]["tickets"], lambda row: row["id"] == HERO.earlier_ticket)
    assert customer["CreditHold"] == 0
    assert earlier["organization_id"] == HERO.organization

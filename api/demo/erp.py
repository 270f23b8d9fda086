"""The ERP: Northwind as a SQLite database, its dates moved, and an overlay of what it lacks."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from api.demo.calendar import Calendar, stamp
from api.demo.chance import dice
from api.demo.hero import HERO
from api.demo.parties import COUNTRIES, Company, address, company, international, valid_phone
from api.demo.trade import Invoice, Order, credit_limit, delivered, invoice, total

DATA = Path(__file__).parent / "data"
MAIL = "northwind.example"
CURRENCY = "USD"
Row = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """A line of an order: what was bought, of which category."""

    product: int
    name: str
    category: str
    quantity: int


@dataclass(frozen=True)
class Trade:
    """What the other systems are derived from: Northwind's customers, its orders and lines, and when orders arrived."""

    customers: Mapping[str, Company]
    orders: Mapping[int, Order]
    lines: Mapping[int, tuple[Line, ...]]
    arrived: Mapping[int, date]
    employees: tuple[str, ...]


def write(path: Path, seed: int, calendar: Calendar) -> Trade:
    """Make the database at `path`, and return what was traded."""
    database = sqlite3.connect(":memory:")
    try:
        database.row_factory = sqlite3.Row
        database.executescript((DATA / "northwind.sql").read_text(encoding="utf-8"))
        database.executescript((DATA / "overlay.sql").read_text(encoding="utf-8"))
        trade = _overlay(database, seed, calendar)
        database.commit()
        path.unlink(missing_ok=True)
        database.execute("VACUUM INTO ?", (str(path),))
    finally:
        database.close()
    return trade


def _overlay(database: sqlite3.Connection, seed: int, calendar: Calendar) -> Trade:
    customers = {
        str(row["CustomerID"]): company(seed, row, str(row["CustomerID"])) for row in _rows(database, "Customers")
    }
    lines = _lines(database)
    orders = _orders(database, calendar)
    arrived = {one.id: day for one in orders.values() if (day := delivered(one, calendar, seed))}
    invoices = [
        found for one in orders.values() if (found := invoice(one, calendar, seed, one.customer == HERO.customer))
    ]
    _parties(database, seed, calendar, customers, orders, invoices)
    _employees(database, seed, calendar)
    _catalogue(database, seed, calendar)
    _move_orders(database, calendar, orders, arrived)
    _shipments(database, seed, orders, arrived)
    _money(database, calendar, invoices)
    employees = tuple(row["FullName"] for row in _rows(database, "Employees"))
    return Trade(customers, orders, lines, arrived, employees)


def _lines(database: sqlite3.Connection) -> dict[int, tuple[Line, ...]]:
    names = {row["ProductID"]: (row["ProductName"], row["CategoryID"]) for row in _rows(database, "Products")}
    categories = {row["CategoryID"]: row["CategoryName"] for row in _rows(database, "Categories")}
    found: dict[int, list[Line]] = defaultdict(list)
    for row in _rows(database, "Order Details"):
        name, category = names[row["ProductID"]]
        found[row["OrderID"]].append(Line(row["ProductID"], name, categories[category], row["Quantity"]))
    return {order: tuple(some) for order, some in found.items()}


def _orders(database: sqlite3.Connection, calendar: Calendar) -> dict[int, Order]:
    prices: dict[int, list[tuple[Decimal, int, Decimal]]] = defaultdict(list)
    for row in _rows(database, "Order Details"):
        price, discount = Decimal(str(row["UnitPrice"])), Decimal(str(row["Discount"]))
        prices[row["OrderID"]].append((price, row["Quantity"], discount))
    return {
        row["OrderID"]: Order(
            row["OrderID"],
            row["CustomerID"],
            calendar.moved(row["OrderDate"]),
            calendar.moved(row["ShippedDate"]) if row["ShippedDate"] else None,
            total(prices[row["OrderID"]], Decimal(str(row["Freight"]))),
        )
        for row in _rows(database, "Orders")
    }


def _parties(
    database: sqlite3.Connection,
    seed: int,
    calendar: Calendar,
    customers: Mapping[str, Company],
    orders: Mapping[int, Order],
    invoices: Iterable[Invoice],
) -> None:
    by_customer: dict[str, list[Order]] = defaultdict(list)
    for order in orders.values():
        by_customer[order.customer].append(order)
    patience = calendar.close - timedelta(days=45)
    held = {one.order.customer for one in invoices if one.status(calendar.close) == "L" and one.due < patience}
    for id_, one in customers.items():
        row = _reached(one) | {
            "CustomerID": id_,
            "ContactEmail": one.contact_email,
            "CreditLimit": credit_limit(by_customer[id_]),
            "Currency": CURRENCY,
            "CreditHold": int(id_ in held),
            "UpdatedAt": _changed(calendar, seed, "customer", id_),
        }
        _update(database, "Customers", "CustomerID", row)
    for found in _rows(database, "Suppliers"):
        one = company(seed, found, str(found["SupplierID"]))
        row = {"SupplierID": found["SupplierID"], "UpdatedAt": _changed(calendar, seed, "supplier", one.id)}
        _update(database, "Suppliers", "SupplierID", _reached(one) | row)


def _reached(one: Company) -> Row:
    return {
        "Phone": international(one.phone),
        "Email": one.email,
        "TaxNumber": one.tax_number,
        "CountryCode": one.country,
    }


def _employees(database: sqlite3.Connection, seed: int, calendar: Calendar) -> None:
    for row in _rows(database, "Employees"):
        name, country = f"{row['FirstName']} {row['LastName']}", COUNTRIES[row["Country"]]
        phone = valid_phone(row["HomePhone"], country, dice(seed, "employee", name))
        changes = {
            "EmployeeID": row["EmployeeID"],
            "FullName": name,
            "Email": address(name, MAIL),
            "HomePhone": international(phone),
            "CountryCode": country,
            "BirthDate": str(calendar.moved(row["BirthDate"])),
            "HireDate": str(calendar.moved(row["HireDate"])),
            "UpdatedAt": _changed(calendar, seed, "employee", name),
        }
        _update(database, "Employees", "EmployeeID", changes)


def _catalogue(database: sqlite3.Connection, seed: int, calendar: Calendar) -> None:
    for table, key in (("Categories", "CategoryID"), ("Products", "ProductID")):
        for row in _rows(database, table):
            changed = _changed(calendar, seed, table, row[key])
            _update(database, table, key, {key: row[key], "UpdatedAt": changed})


def _move_orders(
    database: sqlite3.Connection, calendar: Calendar, orders: Mapping[int, Order], arrived: Mapping[int, date]
) -> None:
    for row in _rows(database, "Orders"):
        one = orders[row["OrderID"]]
        changes: Row = {
            name: f"{calendar.moved(row[name])} 00:00:00.000" if row[name] else None
            for name in ("OrderDate", "RequiredDate", "ShippedDate")
        }
        changes["OrderID"] = one.id
        changes["Status"] = "D" if one.id in arrived else "S" if one.shipped else "O"
        changes["UpdatedAt"] = stamp(arrived.get(one.id) or one.shipped or one.ordered, 60 * 16 + one.id % 97)
        _update(database, "Orders", "OrderID", changes)
        lines = {"OrderID": one.id, "UpdatedAt": stamp(one.ordered, 60 * 9 + one.id % 97)}
        _update(database, "Order Details", "OrderID", lines)


def _shipments(
    database: sqlite3.Connection, seed: int, orders: Mapping[int, Order], arrived: Mapping[int, date]
) -> None:
    carriers = {row["ShipperID"]: row["CompanyName"] for row in _rows(database, "Shippers")}
    for row in _rows(database, "Orders"):
        one = orders[row["OrderID"]]
        if one.shipped is None:
            continue
        day = arrived.get(one.id)
        carrier = carriers[row["ShipVia"]]
        shipment = {
            "ShipmentID": one.id + 80_000,
            "OrderID": one.id,
            "Carrier": carrier,
            "TrackingNumber": f"{carrier[:2].upper()}{dice(seed, 'tracking', one.id).randrange(10**8):08d}",
            "ShippedOn": str(one.shipped),
            "DeliveredOn": str(day) if day else None,
            "Status": "D" if day else "T",
            "Freight": row["Freight"],
            "Currency": CURRENCY,
            "Street": row["ShipAddress"],
            "City": row["ShipCity"],
            "Region": row["ShipRegion"],
            "PostalCode": row["ShipPostalCode"],
            "CountryCode": COUNTRIES[row["ShipCountry"]],
            "UpdatedAt": stamp(day or one.shipped, 60 * 15 + one.id % 97),
        }
        _insert(database, "Shipments", shipment)


def _money(database: sqlite3.Connection, calendar: Calendar, invoices: Iterable[Invoice]) -> None:
    for one in invoices:
        common = {"InvoiceID": one.id, "CustomerID": one.order.customer, "Currency": CURRENCY}
        row = common | {
            "InvoiceNumber": one.number,
            "OrderID": one.order.id,
            "IssuedOn": str(one.issued),
            "DueOn": str(one.due),
            "Amount": str(one.order.total),
            "Status": one.status(calendar.close),
            "UpdatedAt": stamp(one.changed(calendar.close), 60 * 18 + one.id % 97),
        }
        _insert(database, "Invoices", row)
        for paid in one.payments:
            row = common | {
                "PaymentID": paid.id,
                "PaidOn": str(paid.paid),
                "Amount": str(paid.amount),
                "Method": paid.method,
                "Reference": paid.reference,
                "Status": paid.status,
                "UpdatedAt": stamp(paid.changed, 60 * 17 + paid.id % 97),
            }
            _insert(database, "Payments", row)


def _changed(calendar: Calendar, seed: int, *about: object) -> str:
    """When a row of master data was last touched: some time in the quarter before the close."""
    rolls = dice(seed, "changed", *about)
    return stamp(calendar.close - timedelta(days=rolls.randint(1, 90)), rolls.randint(7 * 60, 18 * 60))


def _rows(database: sqlite3.Connection, table: str) -> list[Row]:
    return [dict(row) for row in database.execute(f"SELECT * FROM [{table}] ORDER BY 1, 2")]  # noqa: S608  our names


def _update(database: sqlite3.Connection, table: str, key: str, row: Row) -> None:
    settings = ", ".join(f"{name} = :{name}" for name in row if name != key)
    database.execute(f"UPDATE [{table}] SET {settings} WHERE {key} = :{key}", row)  # noqa: S608  our names


def _insert(database: sqlite3.Connection, table: str, row: Row) -> None:
    names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    database.execute(f"INSERT INTO {table} ({names}) VALUES ({values})", row)  # noqa: S608  our names

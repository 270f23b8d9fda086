"""What the three systems keep: their streams, the columns of each, and where it lies."""

from __future__ import annotations

from typing import NamedTuple

KINDS = {"crm": "csv", "erp": "sql", "helpdesk": "jsonl"}


class Stream(NamedTuple):
    """A stream of a system, its columns, and how many of them, from the first, are its key."""

    source: str
    name: str
    columns: tuple[str, ...]
    kind: str
    key: int = 1

    @property
    def path(self) -> str:
        """Where its file lies, seen from the folder of the sample."""
        return f"{self.source}/{self.name}.{self.kind}"


def _stream(path: str, columns: str, kind: str = "", key: int = 1) -> Stream:
    source, name = path.split("/")
    return Stream(source, name, tuple(columns.split()), kind or KINDS[source], key)


ACCOUNTS = _stream(
    "crm/accounts",
    "AccountId AccountName ParentId VATNumber Website Email Phone Street City PostalCode CountryCode Segment "
    "AccountManager LastModified",
)
CONTACTS = _stream("crm/contacts", "ContactId AccountId Name JobTitle Email Phone CountryCode LastModified")
PRICE_LIST = _stream("crm/products", "ProductCode Name GTIN Price Currency LastModified")
ACTIVITIES = _stream("crm/activities", "id contact_id kind subject direction at modified", "jsonl")
OPPORTUNITIES = _stream(
    "crm/opportunities", "id account_id name stage amount currency opened_at close_on modified", "jsonl"
)

CUSTOMERS = _stream(
    "erp/customers",
    "customer_id name tax_number email phone street city postal_code country credit_limit credit_hold currency "
    "contact_name contact_title contact_email updated_at",
)
SUPPLIERS = _stream(
    "erp/suppliers", "supplier_id name tax_number email phone street city postal_code country updated_at"
)
EMPLOYEES = _stream("erp/employees", "employee_id name title email phone hired_on reports_to updated_at")
CATEGORIES = _stream("erp/categories", "category_id name description parent_id updated_at")
PRODUCTS = _stream(
    "erp/products",
    "product_id sku name gtin packaging price currency stock discontinued category_id supplier_id updated_at",
)
ORDERS = _stream(
    "erp/orders", "order_id customer_id employee_id ordered_on required_on status freight currency updated_at"
)
LINES = _stream("erp/order_lines", "order_id line product_id quantity price currency discount updated_at", key=2)
SHIPMENTS = _stream(
    "erp/shipments",
    "shipment_id order_id status carrier tracking_number shipped_on delivered_on city postal_code country updated_at",
)
INVOICES = _stream(
    "erp/invoices", "invoice_id number order_id customer_id issued_on due_on amount currency status updated_at"
)
PAYMENTS = _stream(
    "erp/payments", "payment_id invoice_id customer_id paid_on amount currency method status reference updated_at"
)

ORGANIZATIONS = _stream("helpdesk/organizations", "id name domains email phone city country_code updated_at")
USERS = _stream("helpdesk/users", "id organization_id name email phone role updated_at")
TICKETS = _stream(
    "helpdesk/tickets",
    "id organization_id requester_id kind subject priority channel status order_number product_id opened_at closed_at "
    "satisfaction updated_at",
)
COMMENTS = _stream("helpdesk/comments", "id ticket_id author_id direction channel body sent_at updated_at")

TABLES = (
    CUSTOMERS, SUPPLIERS, EMPLOYEES, CATEGORIES, PRODUCTS, ORDERS, LINES, SHIPMENTS, INVOICES, PAYMENTS,
)  # fmt: skip
FILES = (
    ACCOUNTS, CONTACTS, PRICE_LIST, ACTIVITIES, OPPORTUNITIES, ORGANIZATIONS, USERS, TICKETS, COMMENTS,
)  # fmt: skip
STREAMS = FILES + TABLES

_NUMBERS = """
customer_id supplier_id employee_id reports_to category_id parent_id product_id stock discontinued credit_limit
credit_hold order_id line quantity price freight shipment_id invoice_id amount payment_id
"""
NUMBERS = frozenset(_NUMBERS.split())
"""The columns of the ERP that hold whole numbers; amounts of money are in cents."""


def schema() -> str:
    """The tables of the ERP, in SQL."""
    made = []
    for table in TABLES:
        columns = [f"{name} {'INTEGER' if name in NUMBERS else 'TEXT'}" for name in table.columns]
        key = ", ".join(table.columns[: table.key])
        made.append(f"CREATE TABLE {table.name} ({', '.join(columns)}, PRIMARY KEY ({key})) WITHOUT ROWID;\n")
    return "".join(made)


def indexes() -> str:
    """What the ERP finds its latest changes by, in SQL."""
    return "".join(
        f"CREATE INDEX {table.name}_changed ON {table.name} (updated_at, {', '.join(table.columns[: table.key])});\n"
        for table in TABLES
    )

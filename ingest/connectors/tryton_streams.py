"""What is read of Tryton: its models, their fields, and what else belongs to a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Model:
    """A stream: a model and the fields that are read of it, `lines.quantity` those of what belongs to it.

    A row counts as changed when one of `parts`, which its fields lead into, was. `where` says which rows are meant;
    `references` which columns hold keys of which streams.
    """

    name: str
    fields: tuple[str, ...]
    parts: tuple[str, ...] = ()
    where: tuple[Any, ...] = ()
    references: tuple[tuple[str, str], ...] = ()


MODELS = {
    "parties": Model(
        "party.party",
        (
            "name", "code", "active", "email", "phone", "mobile", "website", "tax_identifier.type",
            "tax_identifier.code", "addresses.street", "addresses.postal_code", "addresses.city",
            "addresses.country.code", "contact_mechanisms.type", "contact_mechanisms.value",
        ),
        parts=("addresses", "contact_mechanisms", "identifiers"),
    ),
    "products": Model(
        "product.product",
        ("name", "code", "active", "description", "type", "list_price_used", "default_uom.symbol", "template"),
        parts=("template",),
    ),
    "sales": Model(
        "sale.sale",
        (
            "number", "reference", "description", "party", "state", "invoice_state", "shipment_state", "sale_date",
            "untaxed_amount", "total_amount", "currency.code", "lines.type", "lines.product", "lines.quantity",
            "lines.unit_price", "lines.amount", "lines.description",
        ),
        parts=("lines",),
        references=(("party", "parties"),),
    ),
    "invoices": Model(
        "account.invoice",
        (
            "number", "reference", "type", "party", "state", "invoice_date", "payment_term_date", "untaxed_amount",
            "total_amount", "amount_to_pay", "currency.code", "sales",
        ),
        parts=("lines",),
        where=(("type", "=", "out"),),
        references=(("party", "parties"), ("sales", "sales")),
    ),
    "payments": Model(
        "account.move.line",
        (
            "date", "party", "debit", "credit", "amount", "currency.code", "description", "invoice_payment",
            "journal.name", "move.number", "state",
        ),
        parts=("invoice_payment",),
        where=(("invoice_payment", "!=", None), ("invoice_payment.type", "=", "out")),
        references=(("party", "parties"), ("invoice_payment", "invoices")),
    ),
    "shipments": Model(
        "stock.shipment.out",
        (
            "number", "reference", "customer", "state", "planned_date", "effective_date", "delivery_address.city",
            "delivery_address.postal_code", "delivery_address.country.code", "outgoing_moves.sale",
            "outgoing_moves.product", "outgoing_moves.quantity",
        ),
        parts=("moves",),
        references=(("customer", "parties"),),
    ),
    "opportunities": Model(
        "sale.opportunity",
        (
            "number", "reference", "description", "party", "state", "amount", "currency.code", "start_date",
            "end_date", "sales",
        ),
        references=(("party", "parties"), ("sales", "sales")),
    ),
}  # fmt: skip

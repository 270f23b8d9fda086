"""Names compared: by their tokens, and by what systems are known to call the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

STREAMS = {
    "Customer": "account client buyer debtor",
    "Supplier": "vendor creditor",
    "Organization": "company firm",
    "Person": "contact requester user people individual",
    "Employee": "staff worker",
    "Product": "item article sku material",
    "Category": "group family",
    "OrderLine": "detail position item_line order_item order_detail",
    "Shipment": "delivery dispatch",
    "Case": "ticket support_ticket request complaint issue",
    "Interaction": "message comment note conversation",
}
"""Class → what systems call a table of it, beside its own name."""

COLUMNS = {
    "name": "company_name account_name full_name display_name contact_name category_name product_name title_name",
    "title": "job_title contact_title position role",
    "email": "mail e_mail contact_email email_address",
    "phone": "telephone tel mobile home_phone phone_number",
    "tax_number": "vat vat_number vat_id tax_id ust_id",
    "website": "web homepage url site",
    "domain": "domains web_domain",
    "street": "address address_line street_address ship_address",
    "postal_code": "zip zip_code postcode plz",
    "region": "state province county",
    "country": "country_code nation land",
    "segment": "customer_group tier",
    "order_number": "order_id",
    "invoice_number": "invoice_no",
    "case_number": "ticket_id ticket_number id",
    "sku": "product_id article_number item_number",
    "ordered_at": "order_date",
    "required_at": "required_date",
    "shipped_at": "shipped_on shipped_date ship_date",
    "delivered_at": "delivered_on delivery_date",
    "issued_at": "issued_on invoice_date",
    "due_at": "due_on due_date",
    "paid_at": "paid_on payment_date",
    "opened_at": "created_at created opened_on date_opened",
    "closed_at": "resolved_at closed_on",
    "hired_at": "hire_date",
    "birth_date": "birthday date_of_birth",
    "sent_at": "created_at date",
    "kind": "type ticket_type category",
    "packaging": "quantity_per_unit",
    "quantity": "qty units",
    "reference": "ref payment_reference",
    "satisfaction": "customer_satisfaction_rating rating score",
    "body": "text message content",
}
"""Property → what systems call a column of it, beside its own name."""

VERSIONS = "updated_at last_modified modified_at changed_at updated modified changed last_update last_changed"
TOKEN = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@lru_cache(maxsize=8192)
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name, in small letters and the singular: `Order Details` and `order_detail` are the same."""
    return tuple(_singular(one.lower()) for one in TOKEN.findall(name))


def alike(name: str, others: Iterable[str]) -> float:
    """How alike a name is to the likest of some others, from 0 to 1."""
    return max((_alike(tokens(name), tokens(one)) for one in others), default=0.0)


@lru_cache(maxsize=65536)
def _alike(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    if not left or not right:
        return 0.0
    if left == right:
        return 1.0
    shared = len(set(left) & set(right))
    overlap = 2 * shared / (len(set(left)) + len(set(right)))
    letters = SequenceMatcher(None, "".join(left), "".join(right)).ratio()
    return 0.95 * max(overlap, letters if letters > 0.8 else 0.0)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word

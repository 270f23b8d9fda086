"""The story that the demonstration tells: one customer under three names, one case, one payment that is reversed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Hero:
    """Who and what the story is about, by the keys of the systems. `names` is what each system calls the customer."""

    customer: str
    names: dict[str, str]
    contact: str
    order: int
    product: int
    invoice: int
    payment: int
    shipment: int
    account: str
    organization: int
    requester: int
    ticket: int
    earlier_order: int
    earlier_ticket: int


HERO = Hero(
    customer="EASTC",
    names={"erp": "Eastern Connection", "crm": "Eastern Connection Ltd.", "helpdesk": "EC Fine Foods London"},
    contact="Ann Devon",
    order=11056,
    product=60,
    invoice=71056,
    payment=110561,
    shipment=91056,
    account="ACC-1019",
    organization=4019,
    requester=50019,
    ticket=8009,
    earlier_order=11024,
    earlier_ticket=6945,
)
"""Eastern Connection got fifty cases of Camembert at 14 °C and wants its money back, which was paid by direct debit."""

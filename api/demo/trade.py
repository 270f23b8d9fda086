"""What Northwind lacks between an order and the money for it: shipments, invoices and payments, and what they say.

Codes are those of an ERP. Orders: O open, S shipped, D delivered. Shipments: T in transit, D delivered. Invoices:
O open, T paid in part, P paid, L overdue. Payments: S settled, P pending, R reversed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from api.demo.calendar import Calendar
from api.demo.chance import dice

CENT = Decimal("0.01")
TERMS = timedelta(days=30)
METHODS = ("bank_transfer",) * 11 + ("direct_debit",) * 5 + ("card",) * 3 + ("cheque",)


@dataclass(frozen=True)
class Order:
    """An order of Northwind with its dates moved. `total` is its lines less discount, and the freight."""

    id: int
    customer: str
    ordered: date
    shipped: date | None
    total: Decimal


@dataclass(frozen=True)
class Payment:
    """Money for an invoice. `changed` is the day of its last change."""

    id: int
    paid: date
    amount: Decimal
    method: str
    status: str
    reference: str
    changed: date


@dataclass(frozen=True)
class Invoice:
    """An invoice for a shipped order, with what was paid on it."""

    order: Order
    issued: date
    payments: tuple[Payment, ...]

    @property
    def id(self) -> int:
        return self.order.id + 60_000

    @property
    def number(self) -> str:
        return f"INV-{self.id}"

    @property
    def due(self) -> date:
        return self.issued + TERMS

    @property
    def settled(self) -> Decimal:
        return sum((one.amount for one in self.payments if one.status == "S"), Decimal(0))

    def status(self, close: date) -> str:
        if self.settled >= self.order.total:
            return "P"
        if self.settled:
            return "T"
        return "L" if self.due < close else "O"

    def changed(self, close: date) -> date:
        """The day of its last change: it was made out, fell due or was paid."""
        days = [self.issued, *(one.changed for one in self.payments)]
        return max([*days, self.due + timedelta(days=1)] if self.status(close) == "L" else days)


def total(lines: Sequence[tuple[Decimal, int, Decimal]], freight: Decimal) -> Decimal:
    """The sum of an order's (price, quantity, discount) lines and its freight, in whole cents."""
    exact = sum((price * quantity * (1 - discount) for price, quantity, discount in lines), freight)
    return exact.quantize(CENT, ROUND_HALF_UP)


def delivered(order: Order, calendar: Calendar, seed: int) -> date | None:
    """The day a shipped order arrived, never a Sunday; None while it is on its way."""
    if order.shipped is None:
        return None
    day = order.shipped + timedelta(days=dice(seed, "carriage", order.id).choice((2, 3, 3, 4, 5, 6)))
    day += timedelta(days=1 if day.isoweekday() == 7 else 0)
    return day if day <= calendar.close else None


def invoice(order: Order, calendar: Calendar, seed: int, prompt: bool) -> Invoice | None:
    """The invoice of an order, made out when it was shipped; None before. A `prompt` payer pays the next workday."""
    if order.shipped is None:
        return None
    rolls = dice(seed, "payment", order.id)
    payments = tuple(_payments(order, order.shipped, rolls, prompt))
    return Invoice(order, order.shipped, tuple(_until(payments, calendar.close)))


def _payments(order: Order, issued: date, rolls: random.Random, prompt: bool) -> Iterator[Payment]:
    habit = 0.0 if prompt else rolls.random()
    method = "direct_debit" if prompt else rolls.choice(METHODS)
    if habit > 0.96:
        return
    days = 3 if prompt else rolls.randint(2, 9) if habit < 0.12 else rolls.randint(18, 31) if habit < 0.85 else 0
    paid = issued + timedelta(days=days or rolls.randint(33, 58))
    one = Payment(order.id * 10 + 1, paid, order.total, method, "S", f"NW{rolls.randrange(10**9):09d}", paid)
    fate = 1.0 if prompt else rolls.random()
    if fate < 0.015:
        yield replace(one, status="R", changed=paid + timedelta(days=4))
        again = paid + timedelta(days=9)
        yield replace(one, id=one.id + 1, paid=again, changed=again, method="bank_transfer")
    elif fate < 0.05:
        part = (order.total * Decimal("0.6")).quantize(CENT)
        yield replace(one, amount=part)
        rest = paid + timedelta(days=21)
        yield replace(one, id=one.id + 1, amount=order.total - part, paid=rest, changed=rest)
    else:
        yield one


def _until(payments: Sequence[Payment], close: date) -> Iterator[Payment]:
    """The payments that were made by the close; a bank transfer of its last two days is still pending."""
    for one in payments:
        if one.paid <= close:
            pending = one.method == "bank_transfer" and close - one.paid < timedelta(days=2)
            reversed_later = one.status == "R" and one.changed > close
            status = "P" if pending else "S" if reversed_later else one.status
            yield replace(one, status=status, changed=min(one.changed, close))


def credit_limit(orders: Sequence[Order]) -> int:
    """A limit in whole thousands: what a customer orders in a quarter, at least five thousand."""
    ordered = sum((one.total for one in orders), Decimal(0))
    return max(5_000, int(ordered / 8 / 1_000 + 1) * 1_000)

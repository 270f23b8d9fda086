"""Orders and what follows from them, day by day: lines, shipments, invoices, payments. Amounts are in cents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ingest.sample.catalogue import product
from ingest.sample.dice import Dice
from ingest.sample.layout import INVOICES, LINES, ORDERS, PAYMENTS, SHIPMENTS
from ingest.sample.made import Item, Planted, Row, made
from ingest.sample.parties import company
from ingest.sample.sight import customer_key, order_key, sight
from ingest.sample.words import CARRIERS
from ingest.sample.world import PAST, World, day_text, stamp

MOST = 400
"""The most orders of a customer that is no hub."""
NEVER = 10**6
Steps = list[tuple[int, Row | None]]


class Order(NamedTuple):
    """An order, and the days on which it went on; `NEVER` for what does not happen."""

    key: int
    customer: int
    number: int
    day: int
    shipped: int
    delivered: int
    paid: int
    cancelled: int


def count(world: World, index: int) -> int:
    """How many orders a customer places, of which few place most."""
    known = sight(world, index)
    if known.hub:
        return world.hub_orders
    dice = world.dice("orders", index)
    if not known.erp or dice.chance(0.25):
        return 0
    return min(MOST, int((1.0 - dice.part()) ** -0.55))


def order(world: World, index: int, place: int, total: int) -> Order:
    """One of the orders of a customer."""
    dice = world.dice("order", index * 20_000 + place)
    earliest = sight(world, index).earliest
    span = PAST + world.days + 1
    day = max(earliest, (span * place + dice.below(span)) // total - PAST)
    cancelled = day + 1 if dice.chance(0.01) else NEVER
    shipped = NEVER if cancelled != NEVER else day + 1 + dice.below(5)
    delivered = shipped + 1 + dice.below(6)
    paid = NEVER if dice.chance(0.05) else shipped + 3 + dice.below(40)
    return Order(order_key(index, place), customer_key(world, index), index, day, shipped, delivered, paid, cancelled)


def records(world: World, index: int) -> Iterator[Item]:
    """All orders of a customer, with what follows from them."""
    total = count(world, index)
    for place in range(total):
        one = order(world, index, place, total)
        yield from _order(world, one, world.dice("lines", index * 20_000 + place))


def _order(world: World, one: Order, dice: Dice) -> Iterator[Item]:
    second = dice.below(80_000)
    lines = list(_lines(world, one, dice, second))
    freight = 500 + dice.below(30) * 100
    row: Row = (
        one.key, one.customer, 1 + dice.below(world.employees), day_text(one.day), day_text(one.day + 7), "O", freight,
        "EUR", stamp(one.day, second),
    )  # fmt: skip
    steps: Steps = [(one.day, row)]
    for day, status in ((one.shipped, "S"), (one.delivered, "D")):
        if day <= world.days:
            steps.append((day, (*row[:5], status, *row[6:8], stamp(day, second))))
    steps += [(one.cancelled, None)] if one.cancelled != NEVER else []
    if found := made(ORDERS, f"order-{one.key}", steps, world.days):
        yield found
        if 0 < one.cancelled <= world.days:
            yield Planted("delete", one.cancelled, (("erp", "orders", (one.key,)),), "the order and its lines are gone")
    for line in lines:
        gone: Steps = [(one.cancelled, None)] if one.cancelled != NEVER else []
        cluster = f"line-{one.key}-{line[1]}"
        if found := made(LINES, cluster, [(one.day, line), *gone], world.days):
            yield found
    if one.shipped <= world.days:
        amount = freight + sum(line[3] * line[4] * (100 - int(line[6][2:] or 0)) // 100 for line in lines)
        yield from _fulfilled(world, one, amount, freight, dice, second)


def _lines(world: World, one: Order, dice: Dice, second: int) -> Iterator[Row]:
    for number in range(1, 2 + dice.below(2) + dice.below(2)):
        part = dice.part()
        chosen = int(part * part * part * world.products)
        discount = "0.05" if dice.chance(0.1) else "0"
        price = product(world, chosen).price
        changed = stamp(one.day, second)
        yield one.key, number, chosen + 1, 1 + dice.below(20), price, "EUR", discount, changed


def _fulfilled(world: World, one: Order, amount: int, freight: int, dice: Dice, second: int) -> Iterator[Item]:
    """The shipment, the invoice and the payments of an order that was shipped."""
    firm = company(world, one.number)
    sent = (
        one.key, one.key, "T", dice.pick(CARRIERS), f"T{one.key * 7:012d}", day_text(one.shipped), None, firm.city,
        firm.postal, firm.country.code, stamp(one.shipped, second),
    )  # fmt: skip
    steps: Steps = [(one.shipped, sent)]
    if one.delivered <= world.days:
        arrived = day_text(one.delivered)
        steps.append((one.delivered, (*sent[:2], "D", *sent[3:6], arrived, *sent[7:10], stamp(one.delivered, second))))
    if found := made(SHIPMENTS, f"shipment-{one.key}", steps, world.days):
        yield found
    due = one.shipped + 30
    bill = (
        one.key, f"INV-{one.key}", one.key, one.customer, day_text(one.shipped), day_text(due), amount, "EUR", "O",
        stamp(one.shipped, second),
    )  # fmt: skip
    steps = [(one.shipped, bill)]
    late = [(due + 1, "L")] if one.paid > due + 1 else []
    for day, status in [*late, (one.paid, "P")]:
        if day <= world.days:
            steps.append((day, (*bill[:8], status, stamp(day, second))))
    if found := made(INVOICES, f"invoice-{one.key}", steps, world.days):
        yield found
    if one.paid <= world.days:
        paid = (
            one.key, one.key, one.customer, day_text(one.paid), amount, "EUR",
            dice.pick(("bank_transfer", "direct_debit", "card")), "S", f"RF{dice.below(10**9):09d}",
            stamp(one.paid, second),
        )  # fmt: skip
        if found := made(PAYMENTS, f"payment-{one.key}", [(one.paid, paid)], world.days):
            yield found

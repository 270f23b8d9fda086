"""The ERP's customers: as accounting knows them, each with somebody to ask for."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.sample import spelling
from ingest.sample.dice import Dice
from ingest.sample.layout import CUSTOMERS
from ingest.sample.made import Item, Planted, Row, made
from ingest.sample.parties import Company, Group, company, person
from ingest.sample.sight import account_key, customer_key, sight
from ingest.sample.world import World, stamp


def records(world: World, index: int) -> Iterator[Item]:
    """The ERP's record of a customer."""
    known = sight(world, index)
    firm = company(world, index)
    if firm.group and firm.parent is None:
        yield from _group(world, firm.group)
    if not known.erp:
        return
    dice = world.dice("customer", index)
    row = _row(world, firm, known.mailbox, dice)
    steps: list[tuple[int, Row | None]] = [(known.since, row)]
    if dice.chance(0.003 * world.days):
        day = known.since + 1 + dice.below(max(1, world.days))
        steps.append((day, (*row[:9], row[9] * 2, 1 - row[10], *row[11:15], stamp(day, dice.below(86_400)))))
    contact = person(world, index, 0).cluster
    found = made(CUSTOMERS, firm.cluster, steps, world.days, also=(("contacts", contact),))
    if found is None:
        return
    yield found
    yield from _planted(world, firm, row)


def _row(world: World, firm: Company, mailbox: str | None, dice: Dice) -> Row:
    known = sight(world, firm.number)
    one = person(world, firm.number, 0)
    email = one.email if dice.chance(0.7) else None
    tax = firm.tax if dice.chance(0.9) or (firm.group and firm.group.tax) else None
    return (
        customer_key(world, firm.number),
        (firm.name if dice.chance(0.8) else firm.name.upper())[:40],
        tax,
        firm.email if dice.chance(0.6) else None,
        spelling.phone(firm.phone, firm.country, dice) if dice.chance(0.8) else None,
        firm.street,
        dice.pick(firm.country.cities)[0] if dice.chance(0.02) else firm.city,
        firm.postal,
        firm.country.code,
        500_000 * (1 + dice.below(40)),
        int(dice.chance(0.02)),
        "EUR",
        spelling.person(one.given, one.family, dice),
        one.title,
        (mailbox or email) if dice.chance(0.8) else email,
        stamp(max(known.since, 0) if known.since else -1 - dice.below(400), dice.below(86_400)),
    )


def _group(world: World, group: Group) -> Iterator[Item]:
    """What the companies of a group share."""
    members = range(group.parent, group.parent + group.size + 1)
    keys = tuple(
        ("erp", "customers", (customer_key(world, one),))
        if sight(world, one).erp
        else ("crm", "accounts", (account_key(world, one),))
        for one in members
    )
    day = max(sight(world, one).since for one in members)
    if group.tax:
        yield Planted("group_tax_number", day, keys, "companies of their own, though one tax number")
    if group.domain:
        yield Planted("parent_domain", day, keys, "companies of their own, though one domain")
    if group.phone:
        yield Planted("group_phone", day, keys, "companies of their own, though one phone number")


def _planted(world: World, firm: Company, row: Row) -> Iterator[Item]:
    """What is known of a customer beforehand: that it is a hub, that the CRM says otherwise."""
    known = sight(world, firm.number)
    mine = ("erp", "customers", row[:1])
    if known.hub:
        yield Planted("hub", known.since, (mine,), f"{world.hub_orders} orders")
    if known.crm and row[6] != firm.city:
        both = mine, ("crm", "accounts", (account_key(world, firm.number),))
        yield Planted("contradiction", known.since, both, "city: the ERP's is believed")

"""The ERP's customers: as accounting knows them, each with somebody to ask for."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.sample import spelling
from ingest.sample.dice import Dice
from ingest.sample.layout import CUSTOMERS
from ingest.sample.made import Item, Planted, Row, made
from ingest.sample.parties import Company, company, group_of, person
from ingest.sample.sight import account_key, customer_key, sight
from ingest.sample.world import World, stamp


def records(world: World, index: int) -> Iterator[Item]:
    """The ERP's record of a customer."""
    known = sight(world, index)
    if not known.erp:
        return
    firm = company(world, index)
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


def _planted(world: World, firm: Company, row: Row) -> Iterator[Item]:
    """What a customer of the ERP shares with others of its group, and what the CRM says otherwise."""
    known = sight(world, firm.number)
    mine = ("erp", "customers", row[:1])
    group = firm.group
    if group and firm.parent is None:
        members = range(group.parent, group.parent + group.size + 1)
        whole = [one for one in members if group_of(world, one) and sight(world, one).erp]
        keys = tuple(("erp", "customers", (customer_key(world, one),)) for one in whole)
        day = max(sight(world, one).since for one in whole)
        for shared, kind, what in (
            (group.tax, "group_tax_number", "tax number"),
            (group.domain, "parent_domain", "domain"),
            (group.phone, "group_phone", "phone number"),
        ):
            if shared:
                yield Planted(kind, day, keys, f"companies of their own, though one {what}")
    if known.hub:
        yield Planted("hub", known.since, (mine,), f"{world.hub_orders} orders")
    if known.crm and row[6] != firm.city:
        both = mine, ("crm", "accounts", (account_key(world, firm.number),))
        yield Planted("contradiction", known.since, both, "city: the ERP's is believed")

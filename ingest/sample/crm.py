"""The CRM: accounts and contacts as sales people type them, what was done, and what may be sold."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.sample import spelling
from ingest.sample.dice import Dice
from ingest.sample.layout import ACCOUNTS, ACTIVITIES, CONTACTS, OPPORTUNITIES
from ingest.sample.made import Item, Planted, Row, made
from ingest.sample.parties import Company, Person, company, people, person
from ingest.sample.sight import Sight, account_key, contact_key, fate, mobile, sight
from ingest.sample.staff import manager
from ingest.sample.words import CALLS, SEGMENTS, TITLES
from ingest.sample.world import World, day_text, stamp

MOVED = 8
"""The place of a contact who came from the company before."""
STAGES = ("qualified", "proposed", "negotiated")


def records(world: World, index: int) -> Iterator[Item]:
    """All that the CRM has of a customer."""
    known = sight(world, index)
    if not known.crm:
        return
    firm = company(world, index)
    yield from _accounts(world, firm, known)
    yield from _contacts(world, firm, known)
    yield from _opportunities(world, firm, known)


def _accounts(world: World, firm: Company, known: Sight) -> Iterator[Item]:
    dice = world.dice("account", firm.number)
    key = account_key(world, firm.number)
    row = _account(world, firm, key, dice)
    steps: list[tuple[int, Row | None]] = [(known.since, row)]
    if dice.chance(0.004 * world.days):
        day = known.since + 1 + dice.below(max(1, world.days - known.since))
        changed = _changed(firm, row, day, dice)
        steps.append((day, changed))
        if not row[3] and changed[3] and day <= world.days:
            yield Planted("gap_filled", day, (("crm", "accounts", (key,)),), "the tax number arrives, and joins it")
    if one := made(ACCOUNTS, firm.cluster, steps, world.days):
        yield one
        if not any(row[place] for place in (3, 4, 5, 6)):
            yield Planted("gap", known.since, (("crm", "accounts", (key,)),), "nothing identifies it: it stays alone")
    if known.double:
        yield from _double(world, firm, known, dice)


def _double(world: World, firm: Company, known: Sight, dice: Dice) -> Iterator[Item]:
    """The same company once more, typed by somebody else; it may be deleted one day."""
    key = account_key(world, firm.number, double=True)
    steps: list[tuple[int, Row | None]] = [(known.since, _account(world, firm, key, dice))]
    both = tuple(("crm", "accounts", (one,)) for one in (account_key(world, firm.number), key))
    day = known.since + 1 + dice.below(max(1, world.days))
    if dice.chance(0.4) and day <= world.days:
        steps.append((day, None))
        yield Planted("delete", day, both[1:], "the record is gone, the company stays")
    if one := made(ACCOUNTS, firm.cluster, steps, world.days):
        yield one
        yield Planted("duplicate", known.since, both, "one company")


def _account(world: World, firm: Company, key: str, dice: Dice) -> Row:
    city = dice.pick(firm.country.cities)[0] if dice.chance(0.03) else firm.city
    return (
        key,
        spelling.company(firm.core, firm.legal, dice),
        account_key(world, firm.parent) if firm.parent is not None and sight(world, firm.parent).crm else "",
        spelling.tax_number(firm.tax, dice) if dice.chance(0.6) else "",
        dice.pick(("https://www.", "www.", "", "http://")) + firm.domain if dice.chance(0.8) else "",
        firm.email if dice.chance(0.35) else "",
        spelling.phone(firm.phone, firm.country, dice) if dice.chance(0.75) else "",
        firm.street if dice.chance(0.7) else "",
        city,
        firm.postal if dice.chance(0.8) else "",
        firm.country.code,
        firm.segment,
        manager(world, firm.number),
        stamp(-1 - dice.below(400), dice.below(86_400)),
    )


def _changed(firm: Company, row: Row, day: int, dice: Dice) -> Row:
    """The account after somebody worked on it: the segment is another, and a missing tax number or website is there."""
    segment = SEGMENTS[(SEGMENTS.index(firm.segment) + 1) % len(SEGMENTS)]
    tax, website = row[3] or firm.tax, row[4] or firm.domain
    return (*row[:3], tax, website, *row[5:11], segment, row[12], stamp(day, dice.below(86_400)))


def _contacts(world: World, firm: Company, known: Sight) -> Iterator[Item]:
    shared: list[str] = []
    for place, one in enumerate(people(world, firm)):
        dice = world.dice("contact", firm.number * 16 + place)
        if place and not dice.chance(0.85):
            continue
        key = contact_key(world, firm.number, place)
        row = _contact(world, firm, key, one, place, dice)
        yield from _contact_history(world, known, row, one.cluster, dice, stays=place == 0)
        if row[4] == known.mailbox or (known.switchboard and row[5] and ";" not in row[5]):
            shared.append(key)
        yield from _activities(world, firm, known, place, key)
    yield from _from_before(world, firm, known)
    keys = tuple(("crm", "contacts", (key,)) for key in shared)
    if known.mailbox and len(keys) > 1:
        yield Planted("shared_mailbox", known.since, keys, "several people, though one address")
    elif known.switchboard and len(keys) > 1:
        yield Planted("switchboard", known.since, keys, "several people, though one number")


def _contact(world: World, firm: Company, key: str, one: Person, place: int, dice: Dice) -> Row:
    known = sight(world, firm.number)
    email = one.email if dice.chance(0.85) else ""
    if email and dice.chance(0.015):
        local, _, host = email.partition("@")
        email = f"{spelling.typo(local, dice)}@{host}"
    told = dice.chance(0.7) or place == 0
    phone = mobile(world, firm.number, place) if told else ""
    if known.switchboard:
        phone = f"{firm.phone};ext={10 + place}" if dice.chance(0.2) else firm.phone
    return (
        key,
        account_key(world, firm.number),
        spelling.person(one.given, one.family, dice),
        one.title,
        known.mailbox or email,
        phone if not phone or ";" in phone else spelling.phone(phone, firm.country, dice),
        firm.country.code,
        stamp(-1 - dice.below(400), dice.below(86_400)),
    )


def _contact_history(
    world: World, known: Sight, row: Row, cluster: str, dice: Dice, stays: bool = False
) -> Iterator[Item]:
    """A contact, who may get another title, or be deleted."""
    steps: list[tuple[int, Row | None]] = [(known.since, row)]
    day = known.since + 1 + dice.below(max(1, world.days))
    if dice.chance(0.004 * world.days):
        title = TITLES[(TITLES.index(row[3]) + 1) % len(TITLES)]
        steps.append((day, (*row[:3], title, *row[4:7], stamp(day, dice.below(86_400)))))
    elif not stays and dice.chance(0.001 * world.days) and day <= world.days:
        steps.append((day, None))
        yield Planted("delete", day, (("crm", "contacts", row[:1]),), "the record is gone")
    if one := made(CONTACTS, cluster, steps, world.days):
        yield one


def _from_before(world: World, firm: Company, known: Sight) -> Iterator[Item]:
    """Who came from the company before this one, or whose number was theirs."""
    became = fate(world, firm.number - 1) if firm.number else ""
    if not became:
        return
    one = person(world, firm.number - 1, 0)
    key = contact_key(world, firm.number, MOVED if became == "moved" else 0)
    keys = tuple(("crm", "contacts", (each,)) for each in (contact_key(world, firm.number - 1, 0), key))
    since = max(known.since, sight(world, firm.number - 1).since)
    if became == "recycled":
        yield Planted("recycled_phone", since, keys, "two people, though one number")
        return
    dice = world.dice("moved", firm.number)
    email = f"{spelling.slug(one.given)}.{spelling.slug(one.family)}.{MOVED}@{firm.domain}"
    phone = spelling.phone(one.mobile, one.country, dice)
    row: Row = (
        key, account_key(world, firm.number), spelling.person(one.given, one.family, dice), one.title, email, phone,
        one.country.code, stamp(-1 - dice.below(400), dice.below(86_400)),
    )  # fmt: skip
    if found := made(CONTACTS, one.cluster, [(known.since, row)], world.days):
        yield found
        yield Planted("moved", since, keys, "one person, at two companies")


def _activities(world: World, firm: Company, known: Sight, place: int, contact: str) -> Iterator[Item]:
    dice = world.dice("activities", firm.number * 16 + place)
    for number in range(dice.below(3) if place else dice.below(4)):
        key = (firm.number * 16 + place) * 4 + number + 1
        day = max(known.earliest, dice.below(300 + world.days) - 300)
        lag = 1 + dice.below(5) if dice.chance(0.1) else 0
        at = stamp(day, dice.below(86_400))
        row = (key, contact, dice.pick(("call", "meeting", "mail")), dice.pick(CALLS), dice.pick(("in", "out")), at, at)
        if found := made(ACTIVITIES, f"activity-{key}", [(day + lag, row)], world.days):
            yield found
            if lag and day + lag > 0:
                yield Planted("late_event", day + lag, (("crm", "activities", (key,)),), f"it happened on {at}")


def _opportunities(world: World, firm: Company, known: Sight) -> Iterator[Item]:
    dice = world.dice("opportunities", firm.number)
    for number in range(dice.below(5) // 3):
        key = firm.number * 4 + number + 1
        day = max(known.earliest, dice.below(120 + world.days) - 120)
        title, closing, opened = f"{firm.core} {day_text(day)[:4]}", day_text(day + 60), stamp(day, 43_200)
        first = (key, account_key(world, firm.number), title)
        amount = 100_000 * (1 + dice.below(90))
        steps: list[tuple[int, Row | None]] = []
        for stage in (*STAGES[: 1 + dice.below(3)], dice.pick(("won", "lost"))):
            steps.append((day, (*first, stage, amount, "EUR", opened, closing, stamp(day, 43_200))))
            day += 5 + dice.below(25)
        if found := made(OPPORTUNITIES, f"opportunity-{key}", steps, world.days):
            yield found

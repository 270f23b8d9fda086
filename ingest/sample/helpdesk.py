"""The help desk: who asks, what about, and what was said; with rows that are late, stale or there twice."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.sample import spelling, trade
from ingest.sample.dice import Dice
from ingest.sample.layout import COMMENTS, ORGANIZATIONS, TICKETS, USERS
from ingest.sample.made import Item, Made, Planted, Row, State, history, made
from ingest.sample.parties import Company, company, people
from ingest.sample.sight import Sight, agent_key, mobile, organization_key, sight, user_key
from ingest.sample.staff import agents
from ingest.sample.words import REPLIES, SUBJECTS
from ingest.sample.world import World, stamp

MAILBOX = 15
"""The place of the user that is no person but a mailbox."""


def records(world: World, index: int) -> Iterator[Item]:
    """All that the help desk has of a customer."""
    known = sight(world, index)
    firm = company(world, index)
    if known.desk:
        yield from _organization(world, firm, known)
    users = []
    for item in _users(world, firm, known):
        yield item
        if isinstance(item, Made):
            users.append(int(item.key[0]))
    if users:
        yield from _tickets(world, firm, known, users)


def _organization(world: World, firm: Company, known: Sight) -> Iterator[Item]:
    dice = world.dice("organization", firm.number)
    row: Row = (
        organization_key(world, firm.number),
        spelling.company(firm.core, firm.legal, dice),
        [firm.domain] if dice.chance(0.8) else [],
        firm.email if dice.chance(0.3) else None,
        spelling.phone(firm.phone, firm.country, dice) if dice.chance(0.4) else None,
        firm.city,
        firm.country.code,
        stamp(-1 - dice.below(300), dice.below(86_400)),
    )
    if found := made(ORGANIZATIONS, firm.cluster, [(known.since, row)], world.days):
        yield found


def _users(world: World, firm: Company, known: Sight) -> Iterator[Item]:
    home = organization_key(world, firm.number) if known.desk else None
    for place, one in enumerate(people(world, firm)):
        dice = world.dice("user", firm.number * 16 + place)
        if not dice.chance(0.55 if known.desk else 0.2):
            continue
        name = spelling.person(one.given, one.family, dice)
        phone = spelling.phone(mobile(world, firm.number, place), firm.country, dice, abroad=True)
        row = (
            user_key(firm.number, place), home, name, one.email if dice.chance(0.94) else None,
            phone if dice.chance(0.3) else None, "end-user",
            stamp(-1 - dice.below(300), dice.below(86_400)),
        )  # fmt: skip
        yield from _user(world, known, row, one.cluster, dice)
    if known.mailbox and known.desk:
        name = spelling.company(firm.core, firm.legal, world.dice("mailbox", firm.number))
        row = user_key(firm.number, MAILBOX), home, name, known.mailbox, None, "end-user", stamp(-200, 0)
        if found := made(USERS, f"mailbox-{firm.number}", [(known.since, row)], world.days):
            yield found


def _user(world: World, known: Sight, row: Row, cluster: str, dice: Dice) -> Iterator[Item]:
    steps: list[tuple[int, Row | None]] = [(known.since, row)]
    day = known.since + 1 + dice.below(max(1, world.days))
    if dice.chance(0.001 * world.days) and day <= world.days:
        steps.append((day, None))
        yield Planted("delete", day, (("helpdesk", "users", row[:1]),), "the record is gone")
    if found := made(USERS, cluster, steps, world.days):
        yield found


def _tickets(world: World, firm: Company, known: Sight, users: list[int]) -> Iterator[Item]:
    dice = world.dice("tickets", firm.number)
    orders = trade.count(world, firm.number)
    for number in range(12 if known.hub else dice.below(7) // 3):
        key = 1000 + firm.number * 16 + number
        mine = world.dice("ticket", key)
        opened = max(known.earliest, mine.below(250 + world.days) - 250)
        about = trade.order(world, firm.number, mine.below(orders), orders) if orders and mine.chance(0.7) else None
        wrong = about is not None and mine.chance(0.02)
        order = None if about is None else str(about.key + (10_000 if wrong else 0))
        if found := _ticket(world, firm, known, key, opened, order, mine.pick(users), mine):
            yield from found
            if wrong:
                keys = (("helpdesk", "tickets", (key,)),)
                yield Planted("dangling_reference", max(opened, 0), keys, f"there is no order {order}: it is awaited")


def _ticket(
    world: World, firm: Company, known: Sight, key: int, opened: int, order: str | None, user: int, dice: Dice
) -> list[Item]:
    """A ticket with its comments; nothing when it is opened after the last day."""
    second = dice.below(80_000)
    home = organization_key(world, firm.number) if known.desk else None
    fresh: Row = (
        key, home, user, dice.pick(("question", "problem", "incident", "task")), dice.pick(SUBJECTS),
        dice.pick(("low", "normal", "high", "urgent")), dice.pick(("mail", "web", "phone")), "open", order,
        1 + dice.below(world.products) if dice.chance(0.4) else None, stamp(opened, second), None, None,
        stamp(opened, second),
    )  # fmt: skip
    closed = opened + 1 + dice.below(20)
    done = stamp(closed, second)
    final: Row = (*fresh[:7], "closed", *fresh[8:11], done, 1 + dice.below(5) if dice.chance(0.6) else None, done)
    states: list[tuple[int, State]] = [(opened, (fresh,))]
    found: list[Item] = []
    if dice.chance(0.85):
        states += _closing(world, key, closed, fresh, final, dice, found)
    kept = history(states, world.days)
    if not kept:
        return []
    one = Made(TICKETS, (key,), kept, (("tickets", f"ticket-{key}"),))
    return [one, *found, *_comments(world, key, opened, user, dice)]


def _closing(
    world: World, key: int, closed: int, fresh: Row, final: Row, dice: Dice, found: list[Item]
) -> list[tuple[int, State]]:
    """How a ticket is closed: for most, once; some have the old row beside the new, or once more the day after."""
    part, keys = dice.part(), (("helpdesk", "tickets", (key,)),)
    if part < 0.03 and closed <= world.days:
        found.append(Planted("doubled_row", max(closed, 0), keys, "the older row stands after the newer: it is late"))
        return [(closed, (final, fresh))]
    if part < 0.25 and 1 <= closed <= world.days - 2:
        found.append(Planted("stale_row", closed + 1, keys, "the older row comes again: it changes nothing"))
        return [(closed, (final,)), (closed + 1, (fresh,)), (closed + 2, (final,))]
    return [(closed, (final,))]


def _comments(world: World, ticket: int, opened: int, user: int, dice: Dice) -> Iterator[Item]:
    ours = agents(world)
    day = opened
    for number in range(1 + dice.below(4)):
        key = ticket * 16 + number
        inward = number % 2 == 0
        author = user if inward else agent_key(dice.pick(ours))
        lag = 1 + dice.below(5) if dice.chance(0.1) else 0
        at = stamp(day, 80_000 + number * 60)
        body = dice.pick(REPLIES) if number else dice.pick(SUBJECTS) + "."
        row: Row = (key, ticket, author, "in" if inward else "out", "mail", body, at, at)
        if found := made(COMMENTS, f"comment-{key}", [(day + lag, row)], world.days):
            yield found
            if lag and day + lag > 0:
                yield Planted("late_event", day + lag, (("helpdesk", "comments", (key,)),), f"it was said on {at}")
        day += dice.below(4)

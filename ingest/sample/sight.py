"""What each system knows of a company, and the fates of its people: whose numbers and mailboxes they share."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ingest.sample.parties import company, person
from ingest.sample.world import HUBS, PAST, World

Keys = tuple[str | int, ...]


class Sight(NamedTuple):
    """Which systems know a company, from which day on, and what they get wrong about it.

    `mailbox`: the address that its people give as theirs. `switchboard`: they give the company's number as theirs.
    `double`: the CRM has the company twice.
    """

    since: int
    crm: bool
    erp: bool
    desk: bool
    mailbox: str | None
    switchboard: bool
    double: bool
    hub: bool

    @property
    def earliest(self) -> int:
        """The first day on which anything can happen with it."""
        return self.since or -PAST


@lru_cache(maxsize=1024)
def sight(world: World, index: int) -> Sight:
    """What the systems know of a customer."""
    dice = world.dice("sight", index)
    firm = company(world, index)
    hub = index in hubs(world)
    since = 1 + dice.below(world.days) if dice.chance(0.001 * world.days) and not hub else 0
    erp = dice.chance(0.88) or hub
    crm = dice.chance(0.92) or not erp
    mailbox = firm.email if firm.people > 1 and dice.chance(0.12) else None
    if mailbox and dice.chance(0.2):
        mailbox = f"{firm.domain.partition('.')[0]}@{firm.domain}"
    switchboard = firm.people > 1 and dice.chance(0.15)
    return Sight(since, crm, erp, dice.chance(0.5), mailbox, switchboard, crm and dice.chance(0.03), hub)


def hubs(world: World) -> tuple[int, ...]:
    """The customers that order far more than all others."""
    return tuple((place + 1) * world.customers // (HUBS + 1) for place in range(HUBS))


@lru_cache(maxsize=1024)
def fate(world: World, index: int) -> str:
    """What becomes of the first person of a company: `recycled` (left, and the number is given to the first person of
    the next company, in the same country), `moved` (works for the next company now, under the same number), or
    nothing."""
    part = world.dice("fate", index).part()
    if index + 1 >= world.customers or part > 0.15:
        return ""
    known = sight(world, index), sight(world, index + 1)
    if any(not one.crm or one.switchboard or one.mailbox for one in known):
        return ""
    if part < 0.03:
        return "moved"
    return "recycled" if company(world, index).country is company(world, index + 1).country else ""


def mobile(world: World, index: int, place: int) -> str:
    """The number of somebody at a company, which may have been another's."""
    recycled = place == 0 and index > 0 and fate(world, index - 1) == "recycled"
    return person(world, index - 1, 0).mobile if recycled else person(world, index, place).mobile


def account_key(world: World, index: int, double: bool = False) -> str:
    """The CRM's id of a company. Ids of all systems grow with the index, with gaps of their own."""
    return f"A{index * 7 + 3 * double + world.dice('account key', index).below(3):08d}"


def contact_key(world: World, index: int, place: int) -> str:
    number = index * 16 + place
    return f"C{number * 3 + world.dice('contact key', number).below(3):09d}"


def customer_key(world: World, index: int) -> int:
    return 10_000 + index * 3 + world.dice("customer key", index).below(3)


def organization_key(world: World, index: int) -> int:
    return 36_000_000 + index * 13 + world.dice("organization key", index).below(13)


def user_key(index: int, place: int) -> int:
    return 8_000_000 + index * 16 + place


def agent_key(employee: int) -> int:
    """The help desk's id of an employee."""
    return 5_000_000 + employee


def order_key(index: int, place: int) -> int:
    return (index + 1) * 20_000 + place

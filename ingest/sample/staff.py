"""Our own people: in the ERP as employees, in the help desk as agents."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ingest.sample import numbers, spelling
from ingest.sample.layout import EMPLOYEES, USERS
from ingest.sample.made import Item, made
from ingest.sample.parties import Person
from ingest.sample.sight import agent_key
from ingest.sample.words import COUNTRIES
from ingest.sample.world import World, day_text, stamp

DOMAIN = "ourcompany.example"


@lru_cache(maxsize=1024)
def employee(world: World, number: int) -> Person:
    """One of us."""
    dice = world.dice("employee", number)
    country = dice.pick(COUNTRIES)
    given, family = dice.pick(country.given), dice.pick(country.family)
    index = (world.customers + world.suppliers) * 6 + number
    return Person(
        f"employee-{number}", given, family, dice.pick(("Sales", "Support", "Sales", "Warehouse")),
        f"{spelling.slug(given)}.{spelling.slug(family)}{number}@{DOMAIN}",
        numbers.phone(country, index, world.offset, mobile=True), country,
    )  # fmt: skip


def manager(world: World, index: int) -> str:
    """The name of the employee who looks after a customer."""
    one = employee(world, index * 31 % world.employees)
    return f"{one.given} {one.family}"


def records(world: World) -> Iterator[Item]:
    """All that the ERP and the help desk have of us."""
    for number in range(world.employees):
        one = employee(world, number)
        dice = world.dice("employment", number)
        hired = -100 - dice.below(3000)
        leader = 1 + (number - 1) // 8 if number else None
        row = (
            number + 1, f"{one.given} {one.family}", one.title, one.email, one.mobile, day_text(hired), leader,
            stamp(hired, 28_800),
        )  # fmt: skip
        if found := made(EMPLOYEES, one.cluster, [(0, row)], world.days):
            yield found
        if one.title == "Support" or number == 0:
            name = spelling.person(one.given, one.family, dice)
            user = (agent_key(number), None, name, one.email, None, "agent", stamp(hired, 30_000))
            if found := made(USERS, one.cluster, [(0, user)], world.days):
                yield found


@lru_cache(maxsize=8)
def agents(world: World) -> tuple[int, ...]:
    """The numbers of those who work at the help desk."""
    return tuple(one for one in range(world.employees) if one == 0 or employee(world, one).title == "Support")

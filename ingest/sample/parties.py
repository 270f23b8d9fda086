"""The companies and the people there as they truly are; what the systems make of them is elsewhere.

Everything about a company follows from the seed and its index, so that any of a million is made without the others.
Groups of companies stand in blocks: a parent, and behind it the subsidiaries.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ingest.sample import numbers
from ingest.sample.dice import Dice
from ingest.sample.spelling import slug
from ingest.sample.words import COUNTRIES, SEGMENTS, SYLLABLES, TITLES, Country
from ingest.sample.world import World

BLOCK = 40
"""In each block of so many companies there is at most one group, and the block's first company is its parent."""
PEOPLE = 5
"""The most people of a company."""
BRANDS = len(SYLLABLES) ** 4


class Group(NamedTuple):
    """A parent and its subsidiaries, the `size` companies after it; and what all of them share."""

    parent: int
    size: int
    tax: bool
    domain: bool
    phone: bool


class Company(NamedTuple):
    """A company. `group` is the group it belongs to; `people` how many of its people the systems may know."""

    number: int
    country: Country
    core: str
    legal: tuple[str, str]
    domain: str
    email: str
    phone: str
    tax: str
    street: str
    city: str
    postal: str
    segment: str
    people: int
    group: Group | None

    @property
    def parent(self) -> int | None:
        """The index of the parent of a subsidiary."""
        return self.group.parent if self.group and self.group.parent != self.number else None

    @property
    def cluster(self) -> str:
        return f"company-{self.number}"

    @property
    def name(self) -> str:
        return f"{self.core} {self.legal[0]}"


class Person(NamedTuple):
    """Somebody at a company, the `place`-th there."""

    cluster: str
    given: str
    family: str
    title: str
    email: str
    mobile: str
    country: Country


def group_of(world: World, index: int) -> Group | None:
    """The group of a company, if it is in one."""
    parent = index - index % BLOCK
    if index >= world.customers or index - parent > 3:
        return None
    dice = world.dice("group", parent)
    if not dice.chance(0.4):
        return None
    group = Group(parent, 1 + dice.below(3), dice.chance(0.5), dice.chance(0.5), dice.chance(0.2))
    return group if index - parent <= group.size and parent + group.size < world.customers else None


@lru_cache(maxsize=1024)
def company(world: World, index: int) -> Company:
    """The company of an index; those from `world.customers` on are suppliers alone."""
    dice = world.dice("company", index)
    group = group_of(world, index)
    parent = company(world, group.parent) if group and group.parent != index else None
    country = parent.country if parent else dice.pick(COUNTRIES)
    brand = _brand(world, parent.number if parent else index)
    trade = dice.pick(country.trades)
    city = dice.pick(country.cities)
    core = _core(brand, trade, city[0] if parent else "", country, dice)
    place = index - parent.number if parent else 0
    domain = slug(brand) + (f"-{slug(trade)}{place}" if parent else "") + ".example"
    email = f"{dice.pick(country.roles)}@{domain}"
    if parent and group and group.domain:
        domain, email = parent.domain, f"{slug(trade)}{place}@{parent.domain}"
    return Company(
        index, country, core, dice.pick(country.legal), domain, email,
        parent.phone if parent and group and group.phone else numbers.phone(country, index, world.offset),
        parent.tax if parent and group and group.tax else numbers.tax_number(country.code, index, world.offset),
        f"{dice.pick(country.streets)} {1 + dice.below(180)}", city[0], city[1], dice.pick(SEGMENTS),
        _headcount(dice), group,
    )  # fmt: skip


@lru_cache(maxsize=1024)
def person(world: World, index: int, place: int) -> Person:
    """Somebody at a company. No two people there have one family name."""
    firm = company(world, index)
    words = firm.country
    dice = world.dice("person", index * 8 + place)
    given = dice.pick(words.given)
    base = world.dice("families", index).below(len(words.family))
    family = words.family[(base + 5 * place) % len(words.family)]
    german = dice.chance(0.6)
    first, last = slug(given, german), slug(family, german)
    local = (f"{first}.{last}", f"{first[0]}.{last}", f"{first}{last}", last)[min(3, dice.below(6))]
    local += str(firm.number - firm.parent) if firm.parent is not None and firm.group and firm.group.domain else ""
    mobile = numbers.phone(words, index * 6 + place, world.offset, mobile=True)
    return Person(f"person-{index}-{place}", given, family, dice.pick(TITLES), f"{local}@{firm.domain}", mobile, words)


def people(world: World, firm: Company) -> Sequence[Person]:
    """The people of a company."""
    return [person(world, firm.number, place) for place in range(firm.people)]


def _brand(world: World, index: int) -> str:
    """A made-up word, another one for every company."""
    number = (index * 611_953 + world.offset) % BRANDS
    letters = ""
    for _ in range(4):
        number, syllable = divmod(number, len(SYLLABLES))
        letters += SYLLABLES[syllable]
    return letters.capitalize()


def _core(brand: str, trade: str, city: str, country: Country, dice: Dice) -> str:
    """A company's name without its legal form."""
    if city:
        return f"{brand} {trade} {city}"
    if dice.chance(0.25):
        return f"{brand} {dice.pick(country.family)} {country.sons}"
    return f"{brand} {trade}"


def _headcount(dice: Dice) -> int:
    part = dice.part()
    return 1 + sum(part > border for border in (0.42, 0.72, 0.88, 0.96))

"""What is sold: categories, suppliers and products of the ERP, and the CRM's own list of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ingest.sample import numbers, spelling
from ingest.sample.layout import CATEGORIES, PRICE_LIST, PRODUCTS, SUPPLIERS
from ingest.sample.made import Item, Planted, made
from ingest.sample.parties import Company, company
from ingest.sample.sight import customer_key, sight
from ingest.sample.words import GOODS, HEADINGS, TRAITS
from ingest.sample.world import World, stamp

REUSED = 60
"""Of so many products, one has the GTIN of a product that is no longer sold."""


class Product(NamedTuple):
    """A product; `price` in cents."""

    name: str
    gtin: str
    price: int
    category: int
    supplier: int


@lru_cache(maxsize=32_768)
def product(world: World, number: int) -> Product:
    """The product of a number."""
    dice = world.dice("product", number)
    name = f"{dice.pick(TRAITS)} {dice.pick(GOODS)} {1 + dice.below(60) * 5} mm"
    taken = number - 1 if reuses(number) else number
    price = 150 + dice.below(400) * dice.below(400)
    return Product(name, numbers.gtin(world.scatter(taken, 10)), price, dice.below(24), dice.below(world.suppliers))


def reuses(number: int) -> bool:
    """Whether a product has the GTIN of the one before it."""
    return number % REUSED == 13


def supplier(world: World, number: int) -> Company:
    """A supplier: a company of its own, or, one in seven, one that is a customer as well."""
    index = number * 7
    if number % 7 == 3 and index < world.customers and sight(world, index).erp:
        return company(world, index)
    return company(world, world.customers + number)


def records(world: World) -> Iterator[Item]:
    """The catalogue in both systems."""
    for number in range(24):
        name = f"{HEADINGS[number % 8]} {number // 8 or ''}".strip()
        row = (number + 1, name, f"{name} of all kinds", number % 8 + 1 if number > 7 else None, stamp(-900, 0))
        if found := made(CATEGORIES, f"category-{number}", [(0, row)], world.days):
            yield found
    for number in range(world.suppliers):
        yield from _supplier(world, number)
    for number in range(world.products):
        yield from _product(world, number)
        yield from _listed(world, number)


def _supplier(world: World, number: int) -> Iterator[Item]:
    firm = supplier(world, number)
    dice = world.dice("supply", number)
    row = (
        number + 1, firm.name, firm.tax if dice.chance(0.95) else None, firm.email if dice.chance(0.8) else None,
        spelling.phone(firm.phone, firm.country, dice) if dice.chance(0.9) else None, firm.street, firm.city,
        firm.postal, firm.country.code, stamp(-800, dice.below(86_400)),
    )  # fmt: skip
    if found := made(SUPPLIERS, firm.cluster, [(0, row)], world.days):
        yield found
        if firm.number < world.customers:
            keys = ("erp", "suppliers", (number + 1,)), ("erp", "customers", (customer_key(world, firm.number),))
            yield Planted("two_roles", sight(world, firm.number).since, keys, "one company, customer and supplier")


def _product(world: World, number: int) -> Iterator[Item]:
    one = product(world, number)
    dice = world.dice("stock", number)
    old = reuses(number + 1)
    row = (
        number + 1, f"P-{number + 1:06d}", one.name, one.gtin if dice.chance(0.95) or old or reuses(number) else None,
        f"{dice.pick((1, 5, 10, 100))} pieces", one.price, "EUR", dice.below(900), int(old or dice.chance(0.03)),
        one.category + 1, one.supplier + 1, stamp(-1 - dice.below(500), dice.below(86_400)),
    )  # fmt: skip
    steps = [(0, row)]
    if dice.chance(0.02 * world.days):
        day = 1 + dice.below(max(1, world.days))
        steps.append((day, (*row[:7], dice.below(900), *row[8:11], stamp(day, 61_200))))
    if found := made(PRODUCTS, f"product-{number}", steps, world.days):
        yield found
        if reuses(number):
            keys = ("erp", "products", (number,)), ("erp", "products", (number + 1,))
            yield Planted("reused_gtin", 0, keys, "two products, though one GTIN")


def _listed(world: World, number: int) -> Iterator[Item]:
    one = product(world, number)
    dice = world.dice("listing", number)
    if not dice.chance(0.85):
        return
    name = (one.name, one.name.upper(), spelling.typo(one.name, dice), one.name.replace(" mm", "mm"))[dice.below(4)]
    gtin = one.gtin if dice.chance(0.85) else ""
    broken = bool(gtin) and dice.chance(0.02)
    if broken:
        gtin = gtin[:-1] + str((int(gtin[-1]) + 1 + dice.below(9)) % 10)
    code = f"L{number * 3 + dice.below(3):06d}"
    price = one.price * (90 + dice.below(20)) // 100 if dice.chance(0.1) else one.price
    row = (code, name, gtin, f"{price // 100}.{price % 100:02d}", "EUR", stamp(-1 - dice.below(300), 32_400))
    if found := made(PRICE_LIST, f"product-{number}", [(0, row)], world.days):
        yield found
        if broken:
            yield Planted(
                "broken_gtin", 0, (("crm", "products", (code,)),), "its check digit is wrong: it joins nothing"
            )
        if price != one.price:
            keys = ("erp", "products", (number + 1,)), ("crm", "products", (code,))
            yield Planted("contradiction", 0, keys, "unit_price: the ERP's is believed")

"""The size of a sample enterprise, its days, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

from ingest.sample.dice import Dice
from ingest.sample.numbers import scattered
from ontology.errors import Invalid

START = date(2026, 3, 2)
"""Day 0: what the systems hold before the first change set."""
MOST_CUSTOMERS = 1_500_000
MOST_DAYS = 365
PAST = 720
"""How many days before day 0 the oldest orders were placed."""
HUBS = 3
"""How many customers order far more than all others."""


@dataclass(frozen=True)
class World:
    """An enterprise: `customers` companies that buy from it, and `days` change sets after day 0.

    Raises:
        Invalid: a size that cannot be.
    """

    seed: int
    customers: int
    days: int

    def __post_init__(self) -> None:
        for name, value, least, most in (
            ("customers", self.customers, 10, MOST_CUSTOMERS),
            ("days", self.days, 0, MOST_DAYS),
            ("seed", self.seed, 0, 2**63 - 1),
        ):
            if not least <= value <= most:
                raise Invalid(f"`{value}` {name}", f"from {least:,} to {most:,} can be made")

    @property
    def products(self) -> int:
        return max(20, min(20_000, self.customers // 10))

    @property
    def suppliers(self) -> int:
        return max(5, self.products // 10)

    @property
    def employees(self) -> int:
        return max(5, min(500, self.customers // 50))

    @property
    def hub_orders(self) -> int:
        """Ten thousand orders for each hub; a tenth of the number of customers where that is fewer."""
        return min(10_000, max(20, self.customers // 10))

    @cached_property
    def offset(self) -> int:
        """What tells the numbers of one seed from those of another."""
        return Dice(self.seed, "numbers").below(10**7)

    def dice(self, kind: str, index: int = 0) -> Dice:
        """The dice for one thing of a kind."""
        return Dice(self.seed, kind, index)

    def scatter(self, index: int, digits: int) -> int:
        """A number that looks like chance, another one for every index."""
        return scattered(index, digits, self.offset)


@lru_cache(maxsize=2048)
def day_text(day: int) -> str:
    """The date of a day, which may lie before day 0."""
    return (START + timedelta(days=day)).isoformat()


def stamp(day: int, second: int) -> str:
    """A moment of a day, in UTC."""
    return f"{day_text(day)}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z"

"""The demonstration's calendar: Northwind traded from 1996 to 1998, the demonstration ends last week.

Every date of Northwind moves by the same whole number of weeks, so weekdays and intervals stay what they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

LAST_ORDER = date(1998, 5, 6)
"""The day of Northwind's last orders, a Wednesday."""


@dataclass(frozen=True)
class Calendar:
    """Northwind's dates as seen from `today`."""

    today: date

    @property
    def shift(self) -> timedelta:
        """By how much Northwind's dates move: whole weeks, to three to nine days before today."""
        return timedelta(weeks=(self.today - timedelta(days=3) - LAST_ORDER).days // 7)

    @property
    def close(self) -> date:
        """The last day on which anything happens: two days after the last orders, and before today."""
        return LAST_ORDER + self.shift + timedelta(days=2)

    def moved(self, old: str) -> date:
        """The day that an ISO date of Northwind, with or without a time, becomes."""
        return date.fromisoformat(old[:10]) + self.shift

    def by_close(self, day: date) -> date:
        """The day, or the last one when it lies beyond."""
        return min(day, self.close)


def stamp(day: date, minute: int) -> str:
    """The instant at a minute of a day, as ISO 8601 in UTC."""
    return (datetime.combine(day, time(), UTC) + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")

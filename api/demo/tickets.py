"""The sample of real tickets: what is kept of them, and the days they move to."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from api.demo.calendar import Calendar
from api.demo.chance import dice
from api.demo.erp import DATA, Trade
from api.demo.hero import HERO

DAYS = 58
"""Over how many days before the close the tickets came in."""
PINNED = {HERO.ticket: HERO.order, HERO.earlier_ticket: HERO.earlier_order}
"""The tickets of the story, and the orders they are about."""


@dataclass(frozen=True)
class Ticket:
    """A ticket as the real one had it, with its days moved."""

    id: int
    kind: str
    status: str
    priority: str
    channel: str
    opened: datetime
    answered: datetime | None
    closed: datetime | None
    satisfaction: int | None


def tickets(seed: int, calendar: Calendar, trade: Trade) -> list[Ticket]:
    """The sample of real tickets, in the order of their ids, spread over the days before the close."""
    with (DATA / "tickets.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["Ticket ID"]))
    found = []
    for place, row in enumerate(rows):
        id_ = int(row["Ticket ID"])
        day = calendar.close - timedelta(days=DAYS + 2) + timedelta(days=DAYS * place // len(rows))
        if id_ in PINNED:
            day = trade.arrived[PINNED[id_]] + timedelta(days=1)
        found.append(_ticket(id_, row, day, dice(seed, "ticket", id_)))
    return found


def _ticket(id_: int, row: Mapping[str, str], day: date, rolls: random.Random) -> Ticket:
    """Moved to `day`. The real ticket tells when it was first answered: it came in up to five hours before."""
    answer, closing = row["First Response Time"], row["Time to Resolution"]
    waited = timedelta(minutes=rolls.randint(20, 300))
    hour = datetime.fromisoformat(answer).time() if answer else None
    opened = datetime.combine(day, hour) if hour else datetime.combine(day, datetime.min.time())
    opened = opened - waited if hour else opened + timedelta(minutes=rolls.randint(6 * 60, 20 * 60))
    answered = opened + waited if hour else None
    closed = None
    if answered and closing:
        taken = datetime.fromisoformat(closing) - datetime.fromisoformat(answer)
        closed = answered + (taken if taken > timedelta() else taken + timedelta(days=1))
    rating = row["Customer Satisfaction Rating"]
    return Ticket(
        id_,
        row["Ticket Type"],
        row["Ticket Status"],
        row["Ticket Priority"],
        row["Ticket Channel"],
        opened,
        answered,
        closed,
        int(float(rating)) if rating else None,
    )

"""The help desk: organizations, requesters, tickets and interactions as JSON Lines.

Ids, kinds, priorities, channels, states, satisfaction, hours and intervals are those of real tickets; days and texts
are made to fit orders of a food wholesaler. A few tickets come from strangers, and two name an order that is not there.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import yaml

from api.demo.calendar import Calendar, stamp
from api.demo.chance import dice
from api.demo.erp import DATA, Line, Trade
from api.demo.hero import HERO
from api.demo.parties import Company
from api.demo.people import Person, people
from api.demo.spelling import initialled, short
from api.demo.tickets import PINNED, Ticket, tickets

CHILLED = frozenset({"Dairy Products", "Seafood", "Meat/Poultry", "Produce"})
MISTYPED = (1065, 6441)
"""Tickets whose order number does not exist."""

_STRANGERS = ("Jo Fenwick", "Karl Adeyemi", "Ruth Salminen", "Ibrahim Castro")
_HERO_CASE = {
    "subject": "Camembert arrived warm: refund for order {order}",
    "body": (
        "The pallet of order {order} came on Monday with the cooling unit off. The {quantity} cases of {product} were "
        "at 14 °C at our door and may not be sold any more. The pears are fine and the pies came frozen. "
        "Please refund the Camembert: {quantity} cases at 34.00, 1,700.00 in all."
    ),
}
_HERO_NOTE = (
    "Carrier's record of the trip: above 8 °C for nine hours, from 22:40 on. The complaint is right. Goods destroyed."
)
Json = dict[str, Any]


def write(folder: Path, seed: int, calendar: Calendar, trade: Trade) -> None:
    """Make `organizations`, `requesters`, `tickets` and `interactions`, each `.jsonl`, in the folder."""
    desk = _Desk(seed, calendar, trade)
    for ticket in tickets(seed, calendar, trade):
        desk.take(ticket)
    for name, rows in desk.streams().items():
        (folder / f"{name}.jsonl").write_bytes(
            b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)
        )


@dataclass(frozen=True)
class Filed:
    """A ticket with who wrote, on whose behalf, and what about; `words` fill in the texts."""

    ticket: Ticket
    case: Mapping[str, str]
    organization: int | None
    requester: int
    person: str
    order: str | None
    product: int | None
    words: Json

    def row(self, updated: datetime) -> Json:
        ticket = self.ticket
        return {
            "id": ticket.id,
            "organization_id": self.organization,
            "requester_id": self.requester,
            "kind": ticket.kind,
            "subject": self.case["subject"].format(**self.words),
            "priority": ticket.priority,
            "channel": ticket.channel,
            "status": ticket.status,
            "order_number": self.order,
            "product_id": self.product,
            "opened_at": _stamp(ticket.opened),
            "closed_at": _stamp(ticket.closed) if ticket.closed else None,
            "satisfaction": ticket.satisfaction,
            "updated_at": _stamp(updated),
        }


class _Desk:
    """Takes tickets one by one, and keeps who wrote them."""

    def __init__(self, seed: int, calendar: Calendar, trade: Trade) -> None:
        self.seed = seed
        self.calendar = calendar
        self.trade = trade
        self.texts: Json = yaml.safe_load((DATA / "texts.yaml").read_text(encoding="utf-8"))
        self.places = {id_: place for place, id_ in enumerate(trade.customers)}
        self.organizations: dict[int, Json] = {}
        self.requesters: dict[int, Json] = {}
        self.tickets: list[Json] = []
        self.interactions: list[Json] = []

    def streams(self) -> dict[str, Iterable[Json]]:
        return {
            "organizations": [self.organizations[id_] for id_ in sorted(self.organizations)],
            "requesters": [self.requesters[id_] for id_ in sorted(self.requesters)],
            "tickets": self.tickets,
            "interactions": self.interactions,
        }

    def take(self, ticket: Ticket) -> None:
        rolls = dice(self.seed, "case", ticket.id)
        if ticket.id not in PINNED and rolls.random() < 0.04:
            self._stranger(ticket, rolls)
            return
        order = PINNED.get(ticket.id) or self._order(ticket, rolls)
        company = self.trade.customers[self.trade.orders[order].customer]
        organization = self._organization(company, ticket)
        requester, person = self._requester(company, organization, ticket, rolls)
        case, line = self._case(ticket, order, rolls)
        words = {"order": order, "product": line.name, "quantity": line.quantity, "carrier": "the carrier"}
        numbered = order + 1000 if ticket.id in MISTYPED else order
        self._file(Filed(ticket, case, organization, requester, person.name, str(numbered), line.product, words), rolls)

    def _stranger(self, ticket: Ticket, rolls: random.Random) -> None:
        name = rolls.choice(_STRANGERS)
        id_ = 59_001 + _STRANGERS.index(name)
        email = f"{name.split()[0].lower()}{id_ % 100}@mail.example"
        self.requesters[id_] = self._row(ticket, id_, organization_id=None, name=name, email=email, phone=None)
        self._file(Filed(ticket, rolls.choice(self.texts["strays"]), None, id_, name, None, None, {}), rolls)

    def _order(self, ticket: Ticket, rolls: random.Random) -> int:
        """An order that a ticket of this kind may be about: one that has not left yet, or one that just arrived."""
        day = ticket.opened.date()
        waiting = [
            one.id
            for one in self.trade.orders.values()
            if one.ordered < day <= (one.shipped or day) and (day - one.ordered).days < 40
        ]
        arrived = [id_ for id_, came in self.trade.arrived.items() if 1 <= (day - came).days <= 14]
        return rolls.choice(waiting if ticket.kind == "Cancellation request" else arrived)

    def _case(self, ticket: Ticket, order: int, rolls: random.Random) -> tuple[Mapping[str, str], Line]:
        lines = self.trade.lines[order]
        if ticket.id == HERO.ticket:
            return _HERO_CASE, next(line for line in lines if line.product == HERO.product)
        line = rolls.choice(lines)
        fitting = [
            one for one in self.texts["cases"][ticket.kind] if line.category in CHILLED or not one.get("chilled")
        ]
        return rolls.choice(fitting), line

    def _organization(self, company: Company, ticket: Ticket) -> int:
        id_ = 4001 + self.places[company.id]
        if id_ not in self.organizations:
            rolls = dice(self.seed, "organization", company.id)
            hero = company.id == HERO.customer
            link = "domain" if hero else rolls.choice(("domain",) * 6 + ("email",) * 3 + ("phone", ""))
            self.organizations[id_] = self._row(
                ticket,
                id_,
                name=HERO.names["helpdesk"] if hero else short(company.name, company.city, rolls),
                domains=[company.domain] if link == "domain" else [],
                email=company.email if link == "email" else None,
                phone=company.phone if link == "phone" else None,
                city=company.city,
                country_code=company.country,
            )
        return id_

    def _requester(
        self, company: Company, organization: int, ticket: Ticket, rolls: random.Random
    ) -> tuple[int, Person]:
        known = people(company, self.seed)
        place = 0 if ticket.id in PINNED else rolls.randrange(len(known))
        id_ = 50_001 + self.places[company.id] if place == 0 else 60_000 + self.places[company.id] * 10 + place
        person = known[place]
        if id_ not in self.requesters:
            own = dice(self.seed, "requester", company.id, place)
            hero = person.name == HERO.contact
            name = initialled(person.name) if hero else own.choice((person.name, initialled(person.name)))
            phone = person.phone if place and own.random() < 0.5 else None
            self.requesters[id_] = self._row(
                ticket, id_, organization_id=organization, name=name, email=person.email, phone=phone
            )
        return id_, person

    def _row(self, ticket: Ticket, id_: int, **said: Any) -> Json:
        return {"id": id_, **said, "updated_at": _stamp(ticket.opened)}

    def _file(self, filed: Filed, rolls: random.Random) -> None:
        said = list(self._messages(filed, rolls))
        ticket = filed.ticket
        self.tickets.append(filed.row(max(when for when, _, _ in said)))
        for place, (when, direction, body) in enumerate(said, 1):
            self.interactions.append(
                {
                    "id": ticket.id * 10 + place,
                    "ticket_id": ticket.id,
                    "direction": direction,
                    "author_id": filed.requester if direction == "in" else None,
                    "channel": ticket.channel if direction != "note" else None,
                    "body": body,
                    "sent_at": _stamp(when),
                }
            )

    def _messages(self, filed: Filed, rolls: random.Random) -> Iterator[tuple[datetime, str, str]]:
        """(when, in or out or note, text), in order."""
        ticket, words = filed.ticket, filed.words

        def pick(name: str) -> str:
            options = [text for text in self.texts[name] if words or "{" not in text]
            return str(rolls.choice(options).format(**words))

        yield ticket.opened, "in", f"{filed.case['body'].format(**words)}\n{filed.person}"
        if ticket.id == HERO.ticket:
            yield ticket.opened + timedelta(hours=3), "note", _HERO_NOTE
        if ticket.answered:
            yield ticket.answered, "out", pick("pending" if ticket.status.startswith("Pending") else "replies")
        if ticket.closed and ticket.answered and rolls.random() < 0.6:
            between = ticket.answered + (ticket.closed - ticket.answered) / 2
            yield between, "in", f"{pick('follow_ups')}\n{filed.person}"
        if ticket.closed:
            yield ticket.closed, "out", pick("resolutions")


def _stamp(when: datetime) -> str:
    return stamp(when.date(), when.hour * 60 + when.minute)
